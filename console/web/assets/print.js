// data-prints: one touch prints the page.
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-prints]")) print();
});
