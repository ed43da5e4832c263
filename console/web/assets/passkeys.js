// Passkeys. [data-passkey] in a form: its button asks for a challenge for what the form is about to do
// (data-act), lets the device sign it, and sends the form with the answer. form[data-passkey-make]: the
// device makes a new one. Where the browser cannot, a sentence stands instead of the button.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const able = (host) => Boolean(window.PublicKeyCredential) && isSecureContext && (!host || location.hostname === host);
const named = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

function written({ id, rawId, type, response, authenticatorAttachment }, parts) {
  const told = Object.fromEntries(parts.map((part) => [part, response[part] && text(response[part])]));
  const transports = response.getTransports?.() ?? [];
  return JSON.stringify({
    id, rawId: text(rawId), type, authenticatorAttachment, clientExtensionResults: {},
    response: { ...told, transports },
  });
}

async function challenge(place, form) {
  const act = place.dataset.act.replace(/\{(\w+)\}/g, (_whole, name) => form.elements[name]?.value ?? "");
  const answer = await fetch(place.dataset.ask, {
    method: "POST",
    body: new URLSearchParams({ act }),
    headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function prove(place) {
  const form = place.closest("form");
  const code = form.querySelector('[name="code"]');
  if (!form.reportValidity()) return;
  const options = await challenge(place, form);
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
  const given = await navigator.credentials.get({ publicKey });
  place.querySelector('[name="passkey"]').value = written(given, ["clientDataJSON", "authenticatorData", "signature"]);
  if (code) code.value = "";
  form.requestSubmit(form.querySelector('button[type="submit"]'));
}

async function make(form) {
  const options = JSON.parse(form.dataset.passkeyMake);
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  form.elements.passkey.value = written(made, ["clientDataJSON", "attestationObject"]);
  form.requestSubmit(form.querySelector("[data-passkey-create]"));
}

async function attempt(place, act) {
  const failed = place.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    await act(place);
  } catch {
    failed.hidden = false;
  }
}

function show() {
  for (const place of document.querySelectorAll("[data-passkey], form[data-passkey-make]")) {
    if (place.dataset.shown || !able(place.dataset.host)) continue;
    place.dataset.shown = "1";
    place.querySelector("[data-passkey-prove], [data-passkey-create]").hidden = false;
    place.querySelector("[data-passkey-none]").hidden = true;
  }
}
document.addEventListener("DOMContentLoaded", show);
document.addEventListener("htmx:after:swap", show);

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-passkey-prove]");
  if (button) attempt(button.closest("[data-passkey]"), prove);
});
// The capturing listener of forms.js must not see a form that is not sent yet.
addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("form[data-passkey-make]") || form.elements.passkey.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    attempt(form, make);
  },
  { capture: true },
);
