// Markup from elsewhere, read without running, loading or styling anything: what its style said is
// kept as data, and the text of style sheets, of office settings and of pictures never gets here.
const WHOLE_GONE = /<(style|script|xml|title|template|noscript|svg|object|iframe)\b[\s\S]*?<\/\1\s*>/gi;
const DATA = /\bsrc\s*=\s*(["'])data:[^"']*\1/gi;
const TAG = /<[a-z][^<>]*>/gi;

export function parse(html) {
  const safe = html
    .replace(DATA, 'src="picture:"')
    .replace(WHOLE_GONE, "")
    .replace(TAG, (tag) => tag.replace(/\sstyle\s*=/i, " data-style=").replace(/\son\w+\s*=/gi, " data-gone="));
  const page = new DOMParser().parseFromString(safe, "text/html");
  const comments = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
  const gone = [];
  while (comments.nextNode()) gone.push(comments.currentNode);
  for (const each of gone) each.remove();
  return page.body;
}

// A declaration of an element's style: "" when it says nothing of it.
export function style(element, name) {
  const said = element.dataset?.style ?? "";
  return new RegExp(`(?:^|[;\\s])${name}\\s*:\\s*([^;]*)`, "i").exec(said)?.[1].trim().toLowerCase() ?? "";
}
