// Counts: − and + beside a number, and “not known”, which is never zero: it empties the number, and
// − on an empty number does nothing. Without scripts the number is typed.
const parts = (count) => ({
  field: count.querySelector("input:not([type=checkbox])"),
  unknown: count.querySelector("input[type=checkbox]"),
  less: count.querySelector("[data-step='-1']"),
  told: count.querySelector("[data-count-told]"),
});
const typed = (field) => (/^\d{1,12}$/.test(field.value.trim()) ? Number(field.value) : null);

function show(count) {
  const { field, less, unknown } = parts(count);
  for (const button of count.querySelectorAll("[data-step]")) button.hidden = false;
  field.placeholder = unknown?.checked ? unknown.nextElementSibling.textContent : "";
  less?.setAttribute("aria-disabled", String(!typed(field)));
}

function put(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const showAll = () => document.querySelectorAll("[data-counter]").forEach(show);

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-step]");
  if (!button) return;
  const count = button.closest("[data-counter]");
  const { field, told } = parts(count);
  const step = Number(button.dataset.step);
  const now = typed(field);
  if (now === null && (step < 0 || field.value.trim())) return; // nothing to take from, or words
  put(field, String(Math.max(0, (now ?? 0) + step)));
  told.textContent = field.value;
});
document.addEventListener("input", ({ target }) => {
  const count = target.closest?.("[data-counter]");
  if (!count) return;
  const { field, unknown } = parts(count);
  if (target === field && field.value.trim() && unknown) unknown.checked = false;
  if (target === unknown && unknown.checked && field.value) put(field, "");
  show(count);
});
document.addEventListener("htmx:after:swap", showAll);
showAll();
