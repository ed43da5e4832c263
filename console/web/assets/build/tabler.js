// Tabler's style sheet without the parts that this console does not use.
import { readFileSync } from "node:fs";
import postcss from "postcss";

// To use one of these, take it out of the list.
const UNUSED = [
  // other layouts than ours
  "\\[data-bs-navbar-theme", "\\[data-bs-sidebar", "\\.navbar-(vertical|folded|side|floating|overlap)",
  "\\.navbar-expand-(sm|xl|xxl)\\b", "\\.offcanvas-(sm|md|lg|xl|xxl)\\b", "\\.page-cover",
  // parts that need scripts we do not load
  "carousel", "popover", "\\.tooltip", "\\.bs-tooltip", "-tooltip\\b", "calendar", "data-vc", "sparkline",
  "sortable", "\\.otp", "dropzone", "apexcharts", "jsvector", "\\.noUi", "\\.ts-", "tom-select",
  "\\.flatpickr", "\\.litepicker", "clr-", "\\.tox", "\\.plyr", "\\.gl-star", "\\.fslightbox", "\\.fc-",
  // ornament
  "ribbon", "\\.signal", "bg-pattern", "\\.bg-gradient", "card-(gradient|stamp|img)", "switch-icon",
  "btn-animate", "form-(imagecheck|colorinput)", "avatar-upload", "\\.payment", "\\.flag",
  "\\.social", "\\.chart", "\\.link-(indigo|purple|pink|lime|teal|cyan|azure)", "hover-(shadow|elevate)",
  "\\.(text-bg|bg|text|btn|badge|table|alert|border|status|steps)-(outline-|ghost-)?(indigo|purple|pink|lime|teal|cyan|facebook|twitter|x\\b|linkedin|google|youtube|vimeo|dribbble|github|instagram|pinterest|vk|rss|flickr|bitbucket|tabler)",
  // utilities nobody reaches for
  "\\.g-col", "\\.g-start", "\\.row-cols", "\\.divide-[xy]", "\\.column-gap", "\\.row-gap",
  "\\.object-fit", "-xxl\\b", "\\.offset-", "\\.link-underline", "\\.link-offset", "\\.link-opacity",
];
const unused = new RegExp(UNUSED.join("|"));

function trim(css) {
  const root = postcss.parse(css);
  root.walkComments((comment) => comment.remove());
  root.walkRules((rule) => {
    if (rule.parent.type === "atrule" && /keyframes$/.test(rule.parent.name)) return;
    const used = rule.selectors.filter((selector) => !unused.test(selector));
    if (used.length === 0) rule.remove();
    else if (used.length < rule.selectors.length) rule.selectors = used;
  });
  root.walkAtRules((at) => {
    if (at.nodes && at.nodes.length === 0) at.remove();
  });
  return root.toString();
}

export const tabler = {
  name: "tabler",
  setup(build) {
    build.onLoad({ filter: /@tabler[\\/]core[\\/]dist[\\/]css[\\/]tabler\.css$/ }, ({ path }) => ({
      contents: trim(readFileSync(path, "utf8")),
      loader: "css",
    }));
  },
};
