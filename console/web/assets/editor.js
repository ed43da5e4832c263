// The editor saves by itself and tells the truth about it. Every keystroke is kept on this device
// until the server has it; nothing that was typed is ever replaced without asking.
import htmx from "htmx.org";
import { characters, weiboLength } from "./lengths.js";

const PREFIX = "fayan.draft.";
const PAUSE = 1500; // milliseconds after the last keystroke
const AGAIN = 5000; // after a failure
const UNKEPT = new Set(["csrf_token", "version", "attachment", "remove", "channels"]);
const $ = (selector) => document.querySelector(selector);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false; // too large for this browser, or storage is closed: the page still has it
  }
}

const forget = (key) => localStorage.removeItem(PREFIX + key);

function fieldsOf(form) {
  const fields = {};
  for (const element of form.elements) {
    const { name, type } = element;
    if (!name || type === "file" || UNKEPT.has(name) || name.startsWith("alt-")) continue;
    if (type === "radio") {
      if (element.checked) fields[name] = element.value;
    } else if (type === "checkbox") fields[name] = element.checked;
    else if (type !== "submit" && type !== "button") fields[name] = element.value;
  }
  return fields;
}

function fill(form, fields) {
  for (const element of form.elements) {
    if (!(element.name in fields)) continue;
    const value = fields[element.name];
    if (element.type === "radio") element.checked = element.value === value;
    else if (element.type === "checkbox") element.checked = value;
    else element.value = value;
  }
}

function editor(form) {
  const key = form.dataset.editor;
  const words = form.dataset;
  const line = form.querySelector("[data-save-word]");
  const retry = form.querySelector("[data-retry]");
  const compare = form.querySelector("[data-compare]");
  let timer = 0;
  let saving = false;
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
    const kept = write(key, { version: form.elements.version.value, at: Date.now(), fields: fieldsOf(form) });
    count();
    if (stopped) return;
    if (navigator.onLine) tell("dirty", words.wordDirty);
    else tell("offline", kept ? words.wordOffline : words.wordUnkept);
    later();
  }

  function took(answer, sent) {
    form.elements.version.value = answer.version;
    for (const each of document.querySelectorAll("[data-version]")) each.value = answer.version;
    for (const name of ["list_title", "weibo", "wechat_title", "wechat_digest"]) {
      form.elements[name].placeholder = answer[name];
    }
    const problems = Object.values(answer.errors);
    if (edits !== sent) return changed();
    delete form.dataset.dirty;
    forget(key);
    tell("saved", `${words.wordSaved} ${answer.at}${problems.length ? ` · ${problems[0]}` : ""}`);
    count();
    refresh();
  }

  async function save() {
    clearTimeout(timer);
    if (saving) return later();
    if (stopped) return;
    saving = true;
    const sent = edits;
    const body = new FormData(form);
    body.delete("file");
    tell("saving", words.wordSaving);
    try {
      const response = await fetch(words.autosave, {
        method: "POST",
        body,
        headers: { "HX-Request": "true", "Fayan-Background": "1", "HX-Current-URL": location.href, Accept: "application/json" },
        signal: AbortSignal.timeout(30_000),
      });
      const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
      if (answer?.state === "saved") took(answer, sent);
      else if (answer?.state === "conflict") conflict(answer);
      else if (response.status === 401) tell("failed", words.wordEnded);
      else tell("failed", `${words.wordFailed}${answer ? `：${answer.sentence}` : ""}`);
      if (response.status >= 500) later(AGAIN);
    } catch {
      tell("offline", read(key) ? words.wordOffline : words.wordUnkept);
      later(AGAIN);
    } finally {
      saving = false;
    }
  }

  function conflict({ sentence }) {
    stopped = true;
    tell("conflict", `${words.wordConflict}`);
    line.title = sentence;
    compare.hidden = false;
    for (const button of form.querySelectorAll("[data-save], [data-submit]")) button.hidden = true;
  }

  async function attach(input) {
    const body = new FormData(form);
    tell("saving", words.wordSaving);
    try {
      const response = await fetch(words.attach, {
        method: "POST",
        body,
        headers: { "HX-Request": "true", "HX-Current-URL": location.href },
      });
      const text = await response.text();
      if (!response.ok) throw new Error(response.status);
      const place = $("#attachments");
      place.outerHTML = new DOMParser().parseFromString(text, "text/html").querySelector("#attachments").outerHTML;
      htmx.process($("#attachments"));
      changed();
      save();
    } catch {
      input.value = "";
      tell("failed", words.wordFailed);
    }
  }

  function count() {
    for (const field of form.querySelectorAll("[data-count]")) {
      const text = field.value || field.placeholder;
      const length = field.dataset.rule === "weibo" ? weiboLength(text) : characters(text);
      const place = document.getElementById(field.dataset.count);
      place.textContent = field.dataset.unit ? `${length} ${field.dataset.unit}` : `${length}/${field.dataset.most}`;
      place.classList.toggle("over", length > Number(field.dataset.most));
      if (field.dataset.rule === "weibo") {
        $("#weibo-bar").textContent = place.textContent;
        $("#weibo-bar").parentElement.classList.toggle("over", length > Number(field.dataset.most));
      }
    }
  }

  // The preview shows what is saved; its frame keeps its place on the page.
  async function refresh() {
    const preview = $("#preview");
    const frame = preview?.querySelector("iframe");
    if (frame?.contentDocument?.body) {
      const text = await (await fetch(frame.src, { headers: { "Fayan-Background": "1" } })).text();
      const page = new DOMParser().parseFromString(text.replace(/<style>.*?<\/style>/s, ""), "text/html");
      frame.contentDocument.body.replaceWith(frame.contentDocument.adoptNode(page.body));
      frame.dispatchEvent(new Event("load"));
      return;
    }
    const here = preview?.querySelector("[aria-current]");
    if (here) htmx.ajax("GET", here.getAttribute("hx-get"), { target: "#preview", swap: "outerHTML", headers: { "Fayan-Background": "1" } });
  }

  function offer() {
    const kept = read(key);
    if (!kept) return;
    if (JSON.stringify(kept.fields) === JSON.stringify(fieldsOf(form))) return forget(key);
    const place = $("#recover");
    place.hidden = false;
    $("#recover-at").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang, { timeZone: words.zone });
    place.querySelector("[data-recover]").addEventListener("click", () => {
      fill(form, kept.fields);
      form.elements.version.value = kept.version; // if someone saved since then, both are shown
      place.hidden = true;
      changed();
      form.elements.body.focus();
    });
    place.querySelector("[data-forget]").addEventListener("click", () => {
      forget(key);
      place.hidden = true;
    });
  }

  form.addEventListener("input", ({ target }) => {
    if (target.name === "at") form.querySelector('[name="when"][value="chosen"]').checked = true;
    if (target.type !== "file") changed();
  });
  form.addEventListener("change", ({ target }) => {
    if (target.type === "file" && target.files.length) attach(target);
  });
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      save();
    } else if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
  });
  retry.addEventListener("click", save);
  addEventListener("online", save);
  addEventListener("offline", () => form.dataset.dirty && tell("offline", words.wordOffline));
  form.querySelector("[data-save]").classList.add("only-without-script");
  offer();
  count();
}

document.addEventListener("DOMContentLoaded", () => {
  const form = $("form[data-editor]");
  if (form) editor(form);
  for (const each of document.querySelectorAll("[data-forgets-now]")) forget(each.dataset.forgetsNow);
});
for (const moment of ["submit", "click"]) {
  document.addEventListener(moment, ({ target }) => {
    const chosen = target.closest?.(moment === "submit" ? "form[data-forgets]" : "a[data-forgets]");
    if (chosen) forget(chosen.dataset.forgets);
  });
}
