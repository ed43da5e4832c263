// 事实: puts a fact of the ledger into the text, where the caret is. An editor that keeps markup
// takes the tie to its entry too (takesFacts); a plain text area takes the words.
let taker = intoTextArea;

// `other(html, text)` takes what is inserted from now on.
export function takesFacts(other) {
  taker = other;
}

export function insertFact(html, text) {
  taker(html, text);
}

const body = () => document.querySelector("form[data-editor]")?.elements.body;
let touched = false; // before anybody was in the text, its end is meant

function intoTextArea(_html, text) {
  const field = body();
  if (!touched) field.setSelectionRange(field.value.length, field.value.length);
  field.focus();
  // Through the browser's own editing, so that Ctrl+Z takes it back.
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("focusin", ({ target }) => {
  if (target === body()) touched = true;
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-insert-text]");
  if (button) insertFact(button.dataset.insertHtml, button.dataset.insertText);
});
// The panel came anew, so the ledger moved: the guard looks again at a text that nobody touched.
document.addEventListener("htmx:after:swap", () => {
  const form = document.querySelector("form[data-editor]");
  const stamp = document.querySelector("#facts[data-stamp]")?.dataset.stamp;
  if (!form || stamp === undefined || stamp === form.dataset.ledger) return;
  const first = form.dataset.ledger === undefined;
  form.dataset.ledger = stamp;
  if (!first) form.dispatchEvent(new Event("change"));
});
