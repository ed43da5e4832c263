// Who else has this draft open, as the server knows it; when it does not answer, nothing is claimed.
const EVERY = 6000; // milliseconds

export function presence(form) {
  const place = document.getElementById("presence");
  async function ask() {
    if (document.hidden) return;
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    try {
      const headers = { "Fayan-Background": "1", "HX-Request": "true", Accept: "application/json" };
      const response = await fetch(form.dataset.here, { method: "POST", body, headers, signal: AbortSignal.timeout(5000) });
      show(response.ok ? (await response.json()).said : "");
    } catch {
      show("");
    }
  }
  function show(said) {
    if (place.textContent !== said) place.textContent = said;
  }
  ask();
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}
