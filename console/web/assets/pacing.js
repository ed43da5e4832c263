// A server that says “not so fast” (429) is asked again when it says, not before; meanwhile what
// is typed asks for nothing. Elements that may be asked again name “again” in their hx-trigger.
const LONGEST = 60_000; // milliseconds

export function pauseOf(response) {
  const seconds = Number(response.headers.get("Retry-After")) || 1;
  return Math.min(LONGEST, seconds * 1000);
}

const waiting = new Map(); // address → when it may be asked again

document.addEventListener("htmx:before:request", (event) => {
  const { request } = event.detail.ctx;
  if ((waiting.get(new URL(request.action, document.baseURI).pathname) ?? 0) > Date.now()) event.preventDefault();
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.response?.status !== 429) return;
  const address = new URL(ctx.request.action, document.baseURI).pathname;
  const pause = pauseOf(ctx.response);
  waiting.set(address, Date.now() + pause);
  setTimeout(() => {
    waiting.delete(address);
    if (ctx.sourceElement?.isConnected) ctx.sourceElement.dispatchEvent(new CustomEvent("again"));
  }, pause);
});
