// 提示: what the guard says while somebody writes. It underlines, leads there, and puts in the
// remedy that it offers; it changes nothing by itself and keeps nothing.
import { pauseOf } from "../pacing.js";
import { plainField } from "./fields.js";

const PAUSE = 700; // milliseconds after the last keystroke
const FIELDS = ["title", "list_title", "weibo", "wechat_title", "wechat_digest", "wechat_text", "advice"];
const $ = (selector, root = document) => root.querySelector(selector);

// A sentence in English that quotes the release: its Chinese is called Chinese.
const CHINESE = /([0-9]*[\u3400-\u9fff][0-9\u3000-\u303f\u3400-\u9fff\uff00-\uffef]*)/;
function spoken(sentence) {
  if (document.documentElement.lang.startsWith("zh")) return [sentence];
  return sentence.split(CHINESE).map((piece, place) => {
    if (place % 2 === 0) return piece;
    return Object.assign(document.createElement("span"), { lang: "zh-CN", textContent: piece });
  });
}

export function guard(form, panel, rich, composing) {
  const { check, page: elsewhere } = panel.dataset;
  const list = $("[data-findings]", panel);
  const told = $("[data-counted]", panel);
  const line = $("template", panel).content;
  const fields = { text: rich };
  for (const name of FIELDS) if (form.elements[name]) fields[name] = plainField(form.elements[name]);
  let findings = [];
  let at = -1; // of the one that was led to last
  let timer = 0;
  let notBefore = 0; // the server said: not so fast
  let asked = 0;

  function rangeOf({ part, start, end, excerpt }) {
    return start === end ? null : (fields[part]?.placesOf(start, end, excerpt) ?? null);
  }

  function lead(place) {
    if (!findings.length) return;
    at = (place + findings.length) % findings.length;
    const finding = findings[at];
    for (const each of list.children) each.removeAttribute("aria-current");
    const own = list.children[at];
    own.setAttribute("aria-current", "true");
    own.scrollIntoView({ block: "nearest" });
    const field = fields[finding.part] ?? rich;
    const range = rangeOf(finding);
    field.focus();
    if (range) field.select(range);
  }

  function mend(finding) {
    const range = finding.fix === null ? null : rangeOf(finding);
    if (!range) return false;
    fields[finding.part].focus();
    fields[finding.part].replace(range, finding.fix, finding.fix_html);
    return true;
  }

  function draw() {
    const marks = findings.flatMap((finding) => {
      const range = finding.part === "text" ? rangeOf(finding) : null;
      return range ? [{ from: range[0], to: range[1], kind: finding.overridden ? "let" : finding.severity }] : [];
    });
    rich.underline(marks);
  }

  function entry(finding, place) {
    const item = line.cloneNode(true).firstElementChild;
    item.dataset.severity = finding.severity;
    for (const pill of item.querySelectorAll("[data-for]")) {
      if (pill.dataset.for !== (finding.overridden ? "let" : finding.severity)) pill.remove();
    }
    $("[data-message]", item).replaceChildren(...spoken(finding.message));
    $("[data-go]", item).addEventListener("click", () => lead(place));
    const fix = $("[data-fix]", item);
    if (finding.fix === null || finding.overridden || !rangeOf(finding)) fix.remove();
    else {
      $("[data-fix-word]", fix).textContent = finding.fix;
      fix.addEventListener("click", () => mend(finding));
    }
    const ask = $("[data-ask]", item);
    if (finding.overridable) ask.href = elsewhere;
    else ask.remove();
    return item;
  }

  function show(found) {
    findings = found;
    at = Math.min(at, findings.length - 1);
    list.replaceChildren(...findings.map(entry));
    const count = (severity) => findings.filter((each) => each.severity === severity && !each.overridden).length;
    const parts = ["block", "warn", "note"].filter(count).map((each) => `${told.dataset[each]} ${count(each)}`);
    told.textContent = parts.join(" · ") || told.dataset.none;
    for (const badge of document.querySelectorAll("[data-guard-count]")) {
      badge.textContent = findings.length || "";
      badge.classList.toggle("over", count("block") > 0);
    }
    const stop = $("[data-stops]", form);
    stop.textContent = count("block") ? stop.dataset.stops.replace("0", count("block")) : "";
    $("[data-submit]", form)?.setAttribute("aria-disabled", count("block") > 0);
    draw();
  }

  async function ask() {
    if (composing.is()) return;
    const turn = ++asked;
    const body = new FormData(form);
    body.delete("file");
    body.delete("base");
    try {
      const response = await fetch(check, {
        method: "POST",
        body,
        headers: { "HX-Request": "true", "Fayan-Background": "1", "HX-Current-URL": location.href, Accept: "application/json" },
        signal: AbortSignal.timeout(15_000),
      });
      const answer = await response.json();
      if (response.status === 429) {
        notBefore = Date.now() + pauseOf(response);
        soon();
      }
      if (turn !== asked || composing.is()) return; // newer words are on their way
      if (response.ok) show(answer.findings);
      else told.textContent = answer.sentence ?? told.dataset.failed;
    } catch {
      if (turn === asked) told.textContent = told.dataset.failed;
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(ask, Math.max(PAUSE, notBefore - Date.now()));
  }

  form.addEventListener("input", ({ target }) => {
    if (target.type !== "file" && !composing.is()) soon();
  });
  form.addEventListener("change", soon);
  // What must be changed first is shown instead. The server refuses it too.
  $("[data-submit]", form)?.addEventListener("click", (event) => {
    if (event.currentTarget.getAttribute("aria-disabled") !== "true") return;
    event.preventDefault();
    lead(findings.findIndex((each) => each.severity === "block" && !each.overridden));
  });
  composing.afterwards(soon);
  document.addEventListener("keydown", (event) => {
    if (event.key === "F8") {
      event.preventDefault();
      lead(event.shiftKey ? at - 1 : at + 1);
    } else if (event.altKey && event.key === "Enter" && findings[at]) {
      event.preventDefault();
      if (mend(findings[at])) soon();
    }
  });
  ask();
}
