// A form is sent once; what was written is kept until it has arrived.
import { keep } from "./kept.js";

const encoder = new TextEncoder();

function size(form) {
  let bytes = 0;
  for (const value of new FormData(form).values()) {
    bytes += value instanceof File ? value.size : encoder.encode(value).length;
  }
  return bytes;
}

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[data-waits]")) {
    button.removeAttribute("aria-disabled");
    delete button.dataset.waits;
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method === "dialog" || form.method === "get") return;
    const largest = Number(document.body.dataset.largest);
    if (largest && size(form) > largest - 65_536) {
      event.preventDefault();
      event.stopPropagation();
      alert(document.body.dataset.tooLarge);
      return;
    }
    // Without a network the browser would show its own page in place of this one.
    if (!navigator.onLine && !confirm(document.body.dataset.noNetwork)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault(); // the second click of two
      event.stopPropagation();
      return;
    }
    form.dataset.sent = "1";
    delete form.dataset.dirty;
    keep(form);
    const button = event.submitter;
    if (button) {
      button.dataset.waits = "1";
      button.setAttribute("aria-disabled", "true"); // not disabled: its name and value are sent
    }
    setTimeout(() => release(form), 20_000); // nobody answered: it may be tried again
  },
  { capture: true },
);
document.addEventListener("htmx:finally:request", ({ target }) => {
  const form = target.closest?.("form");
  if (form) release(form);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

// Leaving a form[data-guard] with unsaved words asks first. An editor that saves by itself deletes
// data-dirty after each save.
document.addEventListener("input", ({ target }) => {
  const form = target.form?.closest("form[data-guard]");
  if (form) form.dataset.dirty = "1";
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-guard][data-dirty]")) event.preventDefault();
});
