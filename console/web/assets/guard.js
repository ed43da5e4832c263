// 提示: what the guard says while somebody writes. It underlines, leads there, and puts in the
// remedy that it offers; it changes nothing by itself and keeps nothing.
import { placesOf } from "./guard/places.js";

const PAUSE = 700; // milliseconds after the last keystroke
const FIELDS = { text: "body", title: "title", list_title: "list_title", weibo: "weibo", wechat_title: "wechat_title", wechat_digest: "wechat_digest", advice: "advice" };
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

function guard(form, panel) {
  const { check, page: elsewhere } = panel.dataset;
  const list = $("[data-findings]", panel);
  const told = $("[data-counted]", panel);
  const line = $("template", panel).content;
  const under = $("[data-under]", form);
  let findings = [];
  let at = -1; // of the one that was led to last
  let timer = 0;
  let asked = 0;
  let composing = false; // an input method is at work: nothing is drawn under its words

  const fieldOf = (finding) => form.elements[FIELDS[finding.part]];

  // Where it stands in its field now; null: it is not to be found there any more.
  function rangeOf(finding) {
    const field = fieldOf(finding);
    if (!field || finding.start === finding.end) return null;
    const places = placesOf(field.value);
    const [start, end] = [places[finding.start], places[finding.end - 1]];
    if (start !== undefined && end !== undefined) {
      const stop = end + String.fromCodePoint(field.value.codePointAt(end)).length;
      if (field.value.slice(start, stop) === finding.excerpt) return [start, stop];
    }
    const first = field.value.indexOf(finding.excerpt);
    const only = first >= 0 && field.value.indexOf(finding.excerpt, first + 1) < 0;
    return only ? [first, first + finding.excerpt.length] : null;
  }

  function lead(place) {
    if (!findings.length) return;
    at = (place + findings.length) % findings.length;
    const finding = findings[at];
    const field = fieldOf(finding) ?? form.elements.body;
    for (const each of list.children) each.removeAttribute("aria-current");
    const own = list.children[at];
    own.setAttribute("aria-current", "true");
    own.scrollIntoView({ block: "nearest" });
    field.closest("details")?.setAttribute("open", "");
    field.focus();
    const range = rangeOf(finding);
    if (range) {
      field.setSelectionRange(...range);
      reveal(field, range[0]);
    }
  }

  // A text area grows with its words, so it is the page that has to move.
  function reveal(field, start) {
    if (field.name !== "body") return field.scrollIntoView({ block: "center" });
    const mark = [...under.querySelectorAll("mark")].find((each) => Number(each.dataset.start) === start);
    (mark ?? field).scrollIntoView({ block: "center" });
  }

  function mend(finding) {
    const range = finding.fix === null ? null : rangeOf(finding);
    if (!range) return false;
    const field = fieldOf(finding);
    field.focus();
    field.setSelectionRange(...range);
    // Through the browser's own editing, so that Ctrl+Z takes it back.
    if (!document.execCommand("insertText", false, finding.fix)) {
      field.setRangeText(finding.fix, ...range, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return true;
  }

  function draw() {
    const field = form.elements.body;
    const marks = findings
      .filter((each) => each.part === "text")
      .map((each) => ({ finding: each, range: rangeOf(each) }))
      .filter(({ range }) => range)
      .sort((one, other) => one.range[0] - other.range[0]);
    const pieces = [];
    let done = 0;
    for (const { finding, range } of marks) {
      if (range[0] < done) continue;
      const mark = document.createElement("mark");
      mark.className = `under-${finding.overridden ? "let" : finding.severity}`;
      mark.dataset.start = range[0];
      mark.textContent = field.value.slice(...range);
      pieces.push(field.value.slice(done, range[0]), mark);
      done = range[1];
    }
    pieces.push(field.value.slice(done), "\n");
    under.replaceChildren(...pieces);
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
    if (finding.severity === "block" && !finding.overridden) ask.href = elsewhere;
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
    draw();
  }

  async function ask() {
    const turn = ++asked;
    const body = new FormData(form);
    body.delete("file");
    try {
      const response = await fetch(check, {
        method: "POST",
        body,
        headers: { "HX-Request": "true", "Fayan-Background": "1", "HX-Current-URL": location.href, Accept: "application/json" },
        signal: AbortSignal.timeout(15_000),
      });
      const answer = await response.json();
      if (turn !== asked || composing) return; // newer words are on their way
      if (response.ok) show(answer.findings);
      else told.textContent = answer.sentence ?? told.dataset.failed;
    } catch {
      if (turn === asked) told.textContent = told.dataset.failed;
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file" || event.isComposing) return;
    if (event.target.name === "body") draw();
    soon();
  });
  form.addEventListener("change", soon);
  form.addEventListener("compositionstart", () => {
    composing = true;
    clearTimeout(timer);
  });
  form.addEventListener("compositionend", () => {
    composing = false;
    draw();
    soon();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "F8") {
      event.preventDefault();
      lead(event.shiftKey ? at - 1 : at + 1);
    } else if (event.altKey && event.key === "Enter" && findings[at]) {
      event.preventDefault();
      if (mend(findings[at])) soon();
    }
  });
  draw();
  ask();
}

// The panels beside the text: one is shown, all are in the page.
function panels(side) {
  const tabs = [...side.querySelectorAll("[role=tab]")];
  function choose(tab, focus = false) {
    for (const each of tabs) {
      const chosen = each === tab;
      each.setAttribute("aria-selected", chosen);
      each.tabIndex = chosen ? 0 : -1;
      document.getElementById(each.getAttribute("aria-controls")).hidden = !chosen;
    }
    if (focus) tab.focus();
  }
  $("[role=tablist]", side).hidden = false;
  for (const tab of tabs) tab.addEventListener("click", () => choose(tab));
  side.addEventListener("keydown", (event) => {
    const place = tabs.indexOf(event.target);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (place >= 0 && step) choose(tabs[(place + step + tabs.length) % tabs.length], true);
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.altKey && tabs[Number(event.key) - 1];
    if (!tab) return;
    event.preventDefault();
    choose(tab, true);
  });
  choose(tabs[0]);
}

document.addEventListener("DOMContentLoaded", () => {
  const form = $("form[data-editor]");
  const panel = $("#guard");
  if (!form || !panel) return;
  panels($(".editor-side"));
  guard(form, panel);
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      $("[data-submit]", form)?.click();
    }
  });
});
