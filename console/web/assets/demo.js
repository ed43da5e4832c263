// /demo: show the pane that a link opens, and let the newsroom's pane follow its feed.
const newsroom = document.querySelector('iframe[name="newsroom"]');
const home = newsroom?.getAttribute("src");
let newest = document.querySelector("[data-newest]")?.dataset.newest;
let loads = 0; // beyond those that we asked for, somebody is reading elsewhere in there
let asked = 1;

newsroom?.addEventListener("load", () => (loads += 1));

// Where the visitor went by themself, or is pointing, nothing is moved.
function mayFollow() {
  return loads <= asked && !newsroom.matches(":hover") && document.activeElement !== newsroom;
}

document.addEventListener("htmx:after:swap", () => {
  const feed = document.querySelector("[data-newest]");
  if (!feed || feed.dataset.newest === newest) return;
  newest = feed.dataset.newest;
  feed.querySelector("li")?.classList.add("fresh");
  if (newsroom && mayFollow()) {
    asked += 1;
    newsroom.src = `${home}?${asked}-${Date.now()}`; // past the browser's own copy
  }
});

document.addEventListener("click", ({ target }) => {
  const pane = target.closest("a[target]")?.target;
  const tab = document.getElementById(`tab-${pane}`);
  if (!tab) return;
  tab.checked = true;
  document.querySelector(`.pane-${pane}`).scrollIntoView({ block: "nearest" });
});
