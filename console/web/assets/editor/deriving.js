// 微博和微信的文字: what is made from the text is taken over to be changed, or comes back. Typed in
// as a person would, so that undo brings back what stood there.
function put(field, text) {
  field.focus();
  field.select();
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (done) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function deriving(form) {
  for (const group of form.querySelectorAll("[data-derive]")) {
    const field = form.elements[group.dataset.derive];
    const [take, drop] = group.querySelectorAll("button");
    const show = () => {
      take.hidden = Boolean(field.value);
      drop.hidden = !field.value;
    };
    take.addEventListener("click", () => put(field, field.placeholder));
    drop.addEventListener("click", () => put(field, ""));
    field.addEventListener("input", show);
    group.hidden = false;
    show();
  }
}
