// The editor saves by itself and tells the truth about it. Every keystroke is kept on this device
// until the server has it; nothing that was typed is ever replaced without asking.
import { forget, read, write } from "../drafts.js";
import { fieldsOf } from "./fields.js";

const PAUSE = 1500; // milliseconds after the last keystroke
const AGAIN = 5000; // after a failure
const DERIVED = ["list_title", "weibo", "wechat_title", "wechat_digest", "wechat_text"];

// `composing`: see composing.js. `saved`: called each time the server has everything.
export function saving(form, composing, saved) {
  const key = form.dataset.editor;
  const words = form.dataset;
  const line = form.querySelector("[data-save-word]");
  const retry = form.querySelector("[data-retry]");
  let timer = 0;
  let busy = false;
  let stopped = false; // someone else saved: nothing more is sent until the person chooses
  let edits = 0; // counts every change, so that one made while saving is saved too

  function tell(state, text) {
    line.parentElement.dataset.state = state;
    line.textContent = text;
    retry.hidden = state !== "failed";
  }

  function later(milliseconds = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  }

  function changed() {
    edits += 1;
    form.dataset.dirty = "1";
    if (composing.is()) return clearTimeout(timer); // its words are not chosen yet
    const { version, base } = form.elements;
    const kept = write(key, { version: version.value, base: base.value, at: Date.now(), fields: fieldsOf(form) });
    if (stopped) return undefined;
    if (navigator.onLine) tell("dirty", words.wordDirty);
    else tell("offline", kept ? words.wordOffline : words.wordUnkept);
    return later();
  }

  function took(answer, sent, body) {
    form.elements.version.value = answer.version;
    form.elements.base.value = body;
    for (const each of document.querySelectorAll("[data-version]")) each.value = answer.version;
    for (const name of DERIVED) form.elements[name].placeholder = answer[name];
    const problem = Object.values(answer.errors)[0];
    if (edits !== sent) return changed();
    delete form.dataset.dirty;
    forget(key);
    tell("saved", `${words.wordSaved} ${answer.at}${problem ? ` · ${problem}` : ""}`);
    return saved();
  }

  async function save() {
    clearTimeout(timer);
    if (busy) return later();
    if (stopped || composing.is()) return undefined;
    busy = true;
    const sent = edits;
    const body = new FormData(form);
    body.delete("file");
    body.delete("base");
    tell("saving", words.wordSaving);
    try {
      const response = await fetch(words.autosave, {
        method: "POST",
        body,
        headers: { "HX-Request": "true", "Fayan-Background": "1", "HX-Current-URL": location.href, Accept: "application/json" },
        signal: AbortSignal.timeout(30_000),
      });
      const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
      if (answer?.state === "saved") took(answer, sent, body.get("body_html"));
      else if (answer?.state === "conflict") conflict(answer);
      else if (response.status === 401) tell("failed", words.wordEnded);
      else tell("failed", `${words.wordFailed}${answer ? `：${answer.sentence}` : ""}`);
      if (response.status >= 500) later(AGAIN);
    } catch {
      tell("offline", read(key) ? words.wordOffline : words.wordUnkept);
      later(AGAIN);
    } finally {
      busy = false;
    }
    return undefined;
  }

  function conflict({ sentence }) {
    stopped = true;
    tell("conflict", words.wordConflict);
    line.title = sentence;
    form.querySelector("[data-compare]").hidden = false;
    for (const button of form.querySelectorAll("[data-save], [data-submit]")) button.hidden = true;
  }

  composing.afterwards(changed);
  retry.addEventListener("click", save);
  addEventListener("online", save);
  addEventListener("offline", () => form.dataset.dirty && tell("offline", words.wordOffline));
  return { changed, save, tell };
}
