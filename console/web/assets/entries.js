// What the guard says of the ledger's form: one press puts the remedy where the words stand.
const form = (button) => button.closest("form");

function showAll() {
  for (const button of document.querySelectorAll("[data-mend]")) button.hidden = false;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-mend]");
  if (!button) return;
  const field = form(button).elements[button.dataset.mend];
  const { excerpt, mended } = button.dataset;
  const start = field.value.indexOf(excerpt);
  if (start < 0) return;
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  field.setSelectionRange(start, start + excerpt.length);
  // Through the browser's own editing, so that Ctrl+Z takes it back.
  if (!document.execCommand("insertText", false, mended)) {
    field.setRangeText(mended, start, start + excerpt.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
document.addEventListener("htmx:after:swap", showAll);
showAll();
