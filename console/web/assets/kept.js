// What was written is kept in this tab until it has arrived: an error page shows it, and the form
// that a sign-in came between is filled in again, for the same person only.
const KEPT = "fayan.kept";
const LONGEST = 2_000_000; // characters kept in this browser
const LASTS = 3_600_000; // milliseconds
const TEXTS = /^(text|textarea|search|url|tel|email)/;
const NEVER = /^(hidden|password|file|submit|button|reset|image)$/;

const pathOf = (form) => new URL(form.getAttribute("action") ?? "", location.href).pathname;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

function write(kept) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // No room: the page itself still has it, by the back button.
  }
}

export function keep(form) {
  if (form.closest(".door")) return; // signing in again is on the way back to what is kept
  const fields = [...form.elements]
    .filter(({ name, type, value }) => name && value && !NEVER.test(type))
    .map((element) => ({
      name: element.name,
      value: element.value,
      checked: element.checked,
      label: TEXTS.test(element.type) ? (element.labels?.[0]?.innerText.trim() ?? element.name) : "",
    }));
  // The text of a draft is no field of its form, and the last that may be missing.
  const body = form.querySelector("#body[contenteditable]");
  const text = body?.innerText.trim();
  if (text) fields.push({ name: "", value: text, label: document.getElementById("body-label")?.innerText.trim() ?? "" });
  const length = fields.reduce((sum, { value }) => sum + value.length, 0);
  if (!fields.some(({ label }) => label) || length >= LONGEST) return;
  write({ action: pathOf(form), at: Date.now(), person: document.body.dataset.person, fields });
}

function show(place, texts) {
  const list = place.querySelector("[data-kept-fields]");
  texts.forEach(({ label, value }, index) => {
    const id = `kept-${index}`;
    const heading = Object.assign(document.createElement("label"), { htmlFor: id, textContent: label });
    heading.className = "form-label mt-3";
    const area = Object.assign(document.createElement("textarea"), { id, value, readOnly: true, rows: 4 });
    area.className = "form-control mb-2";
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-outline-secondary" });
    Object.assign(button.dataset, { copies: id, done: list.dataset.copiedWord });
    button.textContent = list.dataset.copyWord;
    list.append(heading, area, button);
  });
  place.hidden = false;
}

// True when the form is on this page. The editor keeps its words by itself.
function giveBack({ action, fields }) {
  const form = [...document.forms].find((each) => each.method === "post" && pathOf(each) === action);
  if (!form) return false;
  if (form.dataset.editor) return true;
  for (const { name, value, checked } of fields) {
    for (const element of form.elements) {
      if (element.name !== name || NEVER.test(element.type)) continue;
      if (!/^(radio|checkbox)$/.test(element.type)) element.value = value;
      else if (element.value === value) element.checked = checked;
    }
  }
  const told = Object.assign(document.createElement("div"), { className: "alert alert-info" });
  told.setAttribute("role", "status");
  told.textContent = document.body.dataset.givenBack;
  form.closest("dialog")?.showModal();
  form.prepend(told);
  return true;
}

document.addEventListener("DOMContentLoaded", () => {
  const kept = read();
  if (!kept?.fields) return;
  if (document.querySelector(".door")) return write({ ...kept, door: true });
  const place = document.querySelector("[data-kept]");
  const { person = "" } = document.body.dataset;
  const fresh = Date.now() - kept.at < LASTS;
  const theirs = fresh && kept.person === person;
  const texts = kept.fields.filter(({ label }) => label);
  if (place && (theirs || (fresh && !person))) return show(place, texts); // an error may know nobody
  const waits = kept.door && theirs && !giveBack(kept); // its form may be another page of theirs
  if (!waits) sessionStorage.removeItem(KEPT);
});
