// What this device kept and the server never got is offered, never put in unasked.
import { forget, read } from "../drafts.js";
import { fieldsOf, fill } from "./fields.js";

export function recover(form, rich, saving) {
  const key = form.dataset.editor;
  const kept = read(key);
  if (!kept) return;
  if (JSON.stringify(kept.fields) === JSON.stringify(fieldsOf(form))) return forget(key);
  const place = document.getElementById("recover");
  place.hidden = false;
  document.getElementById("recover-at").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang, {
    timeZone: form.dataset.zone,
  });
  place.querySelector("[data-recover]").addEventListener("click", () => {
    form.elements.version.value = kept.version; // if someone saved since then, both are shown
    if (kept.base !== undefined) form.elements.base.value = kept.base;
    fill(form, kept.fields, rich);
    place.hidden = true;
    saving.changed();
    rich.focus();
  });
  place.querySelector("[data-forget]").addEventListener("click", () => {
    forget(key);
    place.hidden = true;
  });
}
