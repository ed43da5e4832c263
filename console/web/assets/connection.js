// Show #connection while the server cannot be reached; its words are the page's.
function show(lost) {
  const band = document.getElementById("connection");
  if (band) band.hidden = !lost;
}

addEventListener("offline", () => show(true));
addEventListener("online", () => show(false));
document.addEventListener("htmx:error", ({ detail }) => {
  const { error, ctx } = detail;
  // An abort is somebody's wish; an answer, even a refusal, means that we are connected.
  if (error?.name !== "AbortError" && !ctx?.response) show(true);
});
document.addEventListener("htmx:before:response", () => show(false));
