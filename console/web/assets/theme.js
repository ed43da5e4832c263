// Light or dark as the system says, unless <html data-theme-choice> says otherwise.
const dark = matchMedia("(prefers-color-scheme: dark)");

function apply() {
  const root = document.documentElement;
  root.dataset.bsTheme = root.dataset.themeChoice || (dark.matches ? "dark" : "light");
}

dark.addEventListener("change", apply);
new MutationObserver(apply).observe(document.documentElement, {
  attributeFilter: ["data-theme-choice"],
});
apply();
