// Where a draft has arrived or was given up, this device forgets what it kept of it.
import { forget } from "./drafts.js";

document.addEventListener("DOMContentLoaded", () => {
  for (const each of document.querySelectorAll("[data-forgets-now]")) forget(each.dataset.forgetsNow);
});
for (const moment of ["submit", "click"]) {
  document.addEventListener(moment, ({ target }) => {
    const chosen = target.closest?.(moment === "submit" ? "form[data-forgets]" : "a[data-forgets]");
    if (chosen) forget(chosen.dataset.forgets);
  });
}
