// The signer's screen says that it is open, and who else has it open.
// [data-passage]: words selected in it are put into its field for a quote.
import { presence } from "./editor/presence.js";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-looking]");
  if (form) presence(form);
});

document.addEventListener("selectionchange", () => {
  const chosen = document.getSelection();
  const words = chosen.toString().trim();
  const { anchorNode: begin } = chosen;
  const from = (begin instanceof Element ? begin : begin?.parentElement)?.closest("[data-passage]");
  if (!from || !words || !from.contains(chosen.focusNode) || !from.textContent.includes(words)) return;
  const field = from.closest("li").querySelector("[data-quotes]");
  if (field) field.value = words;
});
