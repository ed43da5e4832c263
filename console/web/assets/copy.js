// data-copies="id": one touch copies the text of that element, and the button says so.
// The button's own words come back after two seconds.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without the permission, or over plain http on another machine: the old way.
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
  return true;
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  const done = await copy(source.value ?? source.innerText);
  if (!done) {
    getSelection().selectAllChildren(source); // the person presses copy themself
    return;
  }
  const label = button.querySelector("span") ?? button;
  const words = (button.dataset.words ??= label.textContent);
  label.textContent = button.dataset.done;
  button.setAttribute("aria-live", "polite");
  button.classList.add("done");
  setTimeout(() => {
    label.textContent = words;
    button.classList.remove("done");
  }, 2000);
});
