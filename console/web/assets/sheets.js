// data-sheet="id" opens a sheet (without scripts its link loads the page with the sheet open).
// data-kept-in="key": what is typed survives switching to another app and back, in this tab, until
// the server says that it has it (data-arrived).
// The first field that must be filled in gets the focus, or the button of a passkey: no keyboard then covers the sheet.
// iframe[data-fits] grows to its page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-sheet]");
  const sheet = opener && document.getElementById(opener.dataset.sheet);
  if (!sheet) return;
  event.preventDefault();
  sheet.showModal();
  first(sheet)?.focus();
});

function first(sheet) {
  const shown = sheet.querySelector("[data-passkey-prove]:not([hidden])");
  const field = (which) => sheet.querySelector(`textarea${which}, input:not([type=hidden]):not([readonly])${which}`);
  return shown ?? field("[required]") ?? field("");
}

document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches("a[data-sheet]")) {
    event.preventDefault();
    event.target.click(); // it says that it is a button
  }
});

function fit(frame) {
  const page = frame.contentDocument?.documentElement;
  if (page) frame.style.height = `${Math.max(240, page.scrollHeight)}px`;
}

function fitAll() {
  for (const frame of document.querySelectorAll("iframe[data-fits]:not([data-fitted])")) {
    frame.dataset.fitted = "";
    frame.addEventListener("load", () => fit(frame));
    fit(frame);
  }
}
addEventListener("resize", () => document.querySelectorAll("iframe[data-fits]").forEach(fit));
document.addEventListener("htmx:after:swap", fitAll);

const kept = (key) => `fayan.sheet.${key}`;
document.addEventListener("input", ({ target }) => {
  if (target.dataset?.keptIn) sessionStorage.setItem(kept(target.dataset.keptIn), target.value);
});
document.addEventListener("DOMContentLoaded", () => {
  for (const sheet of document.querySelectorAll("dialog[data-sheet-opened]")) {
    sheet.close();
    sheet.showModal();
    (sheet.querySelector("[aria-invalid]") ?? first(sheet))?.focus();
  }
  for (const { dataset } of document.querySelectorAll("[data-arrived]")) sessionStorage.removeItem(kept(dataset.arrived));
  for (const field of document.querySelectorAll("[data-kept-in]")) {
    field.value ||= sessionStorage.getItem(kept(field.dataset.keptIn)) ?? "";
  }
  fitAll();
});
