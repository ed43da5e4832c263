// The next update promised in one press: so many minutes from now, on the next five.
const STEP = 300_000; // milliseconds

export function quick(form) {
  const ahead = Date.parse(document.documentElement.dataset.now) - Date.now(); // this device may be slow
  for (const group of form.querySelectorAll("[data-quick]")) {
    const field = form.elements[group.dataset.quick];
    group.hidden = false;
    group.addEventListener("click", ({ target }) => {
      const minutes = Number(target.closest("[data-minutes]")?.dataset.minutes);
      if (!minutes) return;
      const then = Math.ceil((Date.now() + (ahead || 0) + minutes * 60_000) / STEP) * STEP;
      // Swedish writes a time as the field wants it.
      const local = new Date(then).toLocaleString("sv-SE", { timeZone: form.dataset.zone });
      field.value = local.replace(" ", "T").slice(0, 16);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
