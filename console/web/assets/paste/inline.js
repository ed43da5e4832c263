// Words with their marks, in lines. What follows a line break and an indent is a new paragraph:
// that is how people set paragraphs in the plain fields of other pages.
import { ADDRESS, EDGES, said } from "../rich/words.js";
import { style } from "./parse.js";

const CJK = "\\u3000-\\u303f\\u3400-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef";
const TOUCHES = new RegExp(`(?<=[${CJK}])[ \\t]*[\\r\\n]+[ \\t]*|[ \\t]*[\\r\\n]+[ \\t]*(?=[${CJK}])`, "g");
const INDENTED = /^(?:[ \t]*\u3000{1,4}|[ \t\u00a0]{4,})/;
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export function marksOf(element, marks) {
  const weight = style(element, "font-weight");
  const bold = weight ? /bold|[6-9]00/.test(weight) : /^(B|STRONG)$/.test(element.tagName) || marks.bold;
  const href = element.tagName === "A" ? element.getAttribute("href")?.trim() ?? "" : "";
  return { bold, href: ADDRESS.test(href) ? href : marks.href };
}

// A line end in the source is a space, but none beside Chinese.
const spaced = (text) => text.replace(TOUCHES, "").replace(/[ \t\r\n]+/g, " ").replace(/\u00a0/g, " ");

function html(runs, bare) {
  const line = runs.map((run) => ({ ...run, text: said(run.text) }));
  while (line.length && !line[0].text.replace(EDGES, "")) line.shift();
  while (line.length && !line.at(-1).text.replace(EDGES, "")) line.pop();
  if (!line.length) return "";
  line[0].text = line[0].text.replace(/^[ \t\u3000\u00a0]+/, "");
  line.at(-1).text = line.at(-1).text.replace(/[ \t\u3000\u00a0]+$/, "");
  return line
    .map(({ text, bold, href }) => {
      const strong = bold && !bare && text.trim() ? `<strong>${escaped(text)}</strong>` : escaped(text);
      return href ? `<a href="${escaped(href).replaceAll('"', "&quot;")}">${strong}</a>` : strong;
    })
    .join("");
}

export class Line {
  runs = [];

  add(text, marks) {
    if (text) this.runs.push({ text, ...marks });
  }

  stop() {
    this.runs.push({ stop: true, text: "" });
  }

  // Paragraphs, each with <br> for the breaks within it. `bare`: without bold (a heading has its own).
  take(bare = false) {
    const lines = [[]];
    for (const run of this.runs) {
      if (run.stop) lines.push([]);
      else lines.at(-1).push(run);
    }
    this.runs = [];
    const made = [];
    let apart = true;
    for (const line of lines) {
      const raw = line.map(({ text }) => text).join("").replace(/[\r\n]/g, "");
      let text = "";
      const words = html(line.map((run) => ({ ...run, text: spaced(run.text) })), bare).replace(/ {2,}/g, " ");
      text = words;
      if (!text) apart = true;
      else if (apart || INDENTED.test(raw)) made.push(text);
      else made.push(`${made.pop()}<br>${text}`);
      if (text) apart = false;
    }
    return made;
  }
}
