// The plan on a line of time: a slider beside each number, and the bar that follows both. Without
// scripts the numbers alone say it, and the bar is drawn anew when they are saved.
const form = document.querySelector("[data-plan-span]");
const span = Number(form?.dataset.planSpan);
const minutes = (field) => (/^\d{1,5}$/.test(field?.value.trim() ?? "") ? Number(field.value) : 0);
const part = (value) => String(Math.min(100, (100 * value) / span));

function draw(place) {
  const bar = form.querySelector(`[data-plan-bar="${place}"]`);
  if (!bar) return;
  const named = (name) => form.elements.namedItem(`${name}-${place}`);
  const waits = named("precondition")?.value === "previous";
  const [, late, wait, start] = bar.children;
  for (const each of [late, wait, start]) each.setAttribute("x", part(minutes(named("after"))));
  late.setAttribute("width", part(minutes(named("late"))));
  wait.setAttribute("width", waits ? part(minutes(named("or_after"))) : "0");
}

if (form) {
  for (const range of form.querySelectorAll("[data-plan-range]")) range.hidden = range.matches(":disabled");
  form.addEventListener("input", ({ target }) => {
    const paired = target.dataset.planRange;
    if (paired) form.elements.namedItem(paired).value = target.value;
    const range = paired ? target : form.querySelector(`[data-plan-range="${target.name}"]`);
    if (range) {
      if (!paired) range.value = String(minutes(target));
      range.setAttribute("aria-valuetext", range.dataset.planSaid.replace("#", range.value));
    }
    draw((paired ?? target.name).split("-").pop());
  });
}
