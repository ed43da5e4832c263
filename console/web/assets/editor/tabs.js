// The panels beside the text: one is shown, all are in the page.
export function tabs(side) {
  const all = [...side.querySelectorAll("[role=tab]")];
  function choose(tab, focus = false) {
    for (const each of all) {
      const chosen = each === tab;
      each.setAttribute("aria-selected", chosen);
      each.tabIndex = chosen ? 0 : -1;
      document.getElementById(each.getAttribute("aria-controls")).hidden = !chosen;
    }
    if (focus) tab.focus();
  }
  side.querySelector("[role=tablist]").hidden = false;
  for (const tab of all) tab.addEventListener("click", () => choose(tab));
  side.addEventListener("keydown", (event) => {
    const place = all.indexOf(event.target);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (place >= 0 && step) choose(all[(place + step + all.length) % all.length], true);
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.altKey && all[Number(event.key) - 1];
    if (!tab) return;
    event.preventDefault();
    choose(tab, true);
  });
  choose(all[0]);
}
