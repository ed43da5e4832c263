// The preview shows what is saved; its frame keeps its place on the page.
const BACKGROUND = { "Fayan-Background": "1" };
const STYLES = /<style>.*?<\/style>/gs;

export async function refresh() {
  const preview = document.getElementById("preview");
  const frame = preview?.querySelector("iframe");
  if (frame?.contentDocument?.body) {
    const text = await (await fetch(frame.src, { headers: BACKGROUND })).text();
    const page = new DOMParser().parseFromString(text.replace(STYLES, ""), "text/html");
    frame.contentDocument.body.replaceWith(frame.contentDocument.adoptNode(page.body));
    frame.dispatchEvent(new Event("load"));
    return;
  }
  const here = preview?.querySelector(".switch [aria-current]");
  if (here) window.htmx.ajax("GET", here.getAttribute("hx-get"), { target: "#preview", swap: "outerHTML", headers: BACKGROUND });
}
