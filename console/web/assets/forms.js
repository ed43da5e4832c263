// A form is sent once; what was written is kept until it has arrived.
const KEPT = "fayan.kept";
const LONGEST = 2_000_000; // characters kept in this browser
const encoder = new TextEncoder();

function written(form) {
  return [...form.elements]
    .filter(({ name, type, value }) => name && value && /^(text|textarea|search|url|tel|email)/.test(type))
    .map((element) => [element.labels?.[0]?.innerText.trim() ?? element.name, element.value]);
}

function size(form) {
  let bytes = 0;
  for (const value of new FormData(form).values()) {
    bytes += value instanceof File ? value.size : encoder.encode(value).length;
  }
  return bytes;
}

function keep(form) {
  const fields = written(form);
  const length = fields.reduce((sum, [, value]) => sum + value.length, 0);
  try {
    if (length && length < LONGEST) sessionStorage.setItem(KEPT, JSON.stringify(fields));
  } catch {
    // No room: the page itself still has it, by the back button.
  }
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

// An error page gives back what was written; any other page means that it arrived.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-kept]");
  const kept = sessionStorage.getItem(KEPT);
  if (!place) {
    if (!document.querySelector(".door")) sessionStorage.removeItem(KEPT);
    return;
  }
  if (!kept) return;
  const fields = place.querySelector("[data-kept-fields]");
  JSON.parse(kept).forEach(([label, value], index) => {
    const id = `kept-${index}`;
    const heading = Object.assign(document.createElement("label"), { htmlFor: id, textContent: label });
    heading.className = "form-label mt-3";
    const area = Object.assign(document.createElement("textarea"), { id, value, readOnly: true, rows: 4 });
    area.className = "form-control mb-2";
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-outline-secondary" });
    Object.assign(button.dataset, { copies: id, done: fields.dataset.copiedWord });
    button.textContent = fields.dataset.copyWord;
    fields.append(heading, area, button);
  });
  place.hidden = false;
});
