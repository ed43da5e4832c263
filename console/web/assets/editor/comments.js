// Comments on passages stand above the text: a button shows where.
export function comments(rich) {
  for (const button of document.querySelectorAll("[data-shows-passage]")) button.hidden = false;
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-shows-passage]");
    if (!button) return;
    const { quote, showsPassage } = button.dataset;
    const start = Number(showsPassage);
    const place = rich.placesOf(start, start + [...quote].length, quote);
    rich.focus();
    if (place) rich.select(place);
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const button of document.querySelectorAll("[data-shows-passage]")) button.hidden = false;
  });
}
