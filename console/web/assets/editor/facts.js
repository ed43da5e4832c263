// 事实: puts a fact of the ledger into the text, with the tie to its entry, where the caret is.
export function facts(form, rich) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-insert-html]");
    if (button) rich.insert(button.dataset.insertHtml);
  });
  // The panel came anew, so the ledger moved: the guard looks again at a text that nobody touched.
  document.addEventListener("htmx:after:swap", () => {
    const stamp = document.querySelector("#facts[data-stamp]")?.dataset.stamp;
    if (stamp === undefined || stamp === form.dataset.ledger) return;
    const first = form.dataset.ledger === undefined;
    form.dataset.ledger = stamp;
    if (!first) form.dispatchEvent(new Event("change"));
  });
}
