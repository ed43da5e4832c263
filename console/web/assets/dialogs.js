// data-opens="id" opens a <dialog>; <details class="menu"> closes when one presses elsewhere;
// data-removes="selector" removes the nearest such ancestor; data-focus takes the focus.
document.addEventListener("click", (event) => {
  const { target } = event;
  const opener = target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  const remover = target.closest("[data-removes]");
  if (remover) remover.closest(remover.dataset.removes)?.remove();
  if (target.matches("dialog") && target.open) {
    const { left, right, top, bottom } = target.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < left || x > right || y < top || y > bottom) target.close(); // on the backdrop
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

function focus() {
  document.querySelector("[data-focus]")?.focus();
}

function fade() {
  for (const toast of document.querySelectorAll("[data-fades]")) {
    delete toast.dataset.fades;
    setTimeout(() => toast.remove(), 8000);
  }
}

for (const moment of ["DOMContentLoaded", "htmx:after:swap"]) {
  document.addEventListener(moment, () => {
    focus();
    fade();
  });
}
