// Any page's markup as paragraphs, headings, lists and tables of a body: clean(html) →
// { html, text, pictures }. What is not words of the text is left behind.
import { Line, marksOf } from "./inline.js";
import { ignored, kindOf, listed, unsaid } from "./office.js";
import { parse } from "./parse.js";
import { tableOf } from "./tables.js";

const BLOCK = /^(P|DIV|SECTION|ARTICLE|MAIN|HEADER|FOOTER|ASIDE|NAV|FIGURE|FIGCAPTION|ADDRESS|CENTER|PRE|BLOCKQUOTE|DL|DT|DD|FORM|FIELDSET|DETAILS|SUMMARY|HR|BODY|UL|OL|LI|H[1-6])$/;
const NEVER = /^(STYLE|SCRIPT|BUTTON|SELECT|INPUT|TEXTAREA|VIDEO|AUDIO|CANVAS|META|LINK|COL|COLGROUP|HEAD|RT|RP|MAP)$/;

class Pasted {
  blocks = []; // { tag, html } or { item: level, ordered, html } or { table }
  line = new Line();
  pictures = 0;

  flush(tag = "p", item = null) {
    for (const html of this.line.take(tag !== "p")) {
      const last = this.blocks.at(-1);
      if (item && last?.from === item) last.html += `<br>${html}`; // a second paragraph of it
      else this.blocks.push(item ? { ...item, from: item, html } : { tag, html });
    }
  }

  walk(node, marks, context) {
    if (node.nodeType === Node.TEXT_NODE) return this.line.add(node.data, marks);
    if (node.nodeType !== Node.ELEMENT_NODE || NEVER.test(node.tagName) || unsaid(node) || ignored(node)) return undefined;
    if (node.tagName === "BR") return this.line.stop();
    if (node.tagName === "IMG" || /^V:/.test(node.tagName)) return this.picture(node);
    if (node.tagName === "TABLE") return this.table(node, context);
    const own = marksOf(node, marks);
    if (BLOCK.test(node.tagName)) return this.block(node, own, context);
    for (const child of node.childNodes) this.walk(child, own, context);
    return undefined;
  }

  picture(node) {
    if (node.tagName === "IMG") this.pictures += 1;
  }

  block(node, marks, context) {
    const { tagName } = node;
    this.flush(context.tag, context.item);
    const office = /^(P|DIV|LI|H[1-6])$/.test(tagName) ? listed(node) : null;
    const inside = office ? this.numbered(office, marks) : within(node, context);
    for (const child of node.childNodes) this.walk(child, marks, inside);
    this.flush(inside.tag, inside.item);
  }

  // Word's items are paragraphs one after the other.
  numbered({ level, marker }, marks) {
    const before = this.blocks.at(-1);
    const counted = before?.office && before.item === level ? before.number : level > (before?.item ?? 0) ? 0 : this.lastOf(level);
    const kind = kindOf(marker, counted);
    if (kind) return { tag: "p", item: { item: level, office: true, ...kind } };
    this.line.add(marker, marks);
    return { tag: "p", item: null };
  }

  lastOf(level) {
    for (const each of [...this.blocks].reverse()) {
      if (!each.office) return 0;
      if (each.item === level) return each.number;
      if (each.item < level) return 0;
    }
    return 0;
  }

  table(node, context) {
    this.flush(context.tag, context.item);
    const inner = (cell) => {
      const pasted = new Pasted();
      for (const child of cell.childNodes) pasted.walk(child, {}, { tag: "p", item: null, level: 0 });
      pasted.flush();
      this.pictures += pasted.pictures;
      return pasted.blocks.map(withNumber).join("<br>");
    };
    const made = tableOf(node, inner);
    if (made.rows === 1 && made.columns === 1) this.blocks.push({ tag: "p", html: made.words }); // a frame around text
    else if (made.html) this.blocks.push({ table: made.html, words: made.words });
  }
}

// A cell holds lines: what was numbered says its number.
function withNumber({ html, words, item, ordered }, place, blocks) {
  if (!item || !ordered) return html ?? words;
  let first = place;
  while (blocks[first - 1]?.ordered) first -= 1;
  return `${place - first + 1}. ${html}`;
}

function within(node, context) {
  const { tagName } = node;
  const level = context.level ?? 0;
  if (/^H[1-6]$/.test(tagName)) return { tag: `h${Math.min(4, Math.max(2, Number(tagName[1])))}`, item: null, level };
  if (/MsoTitle/i.test(node.className)) return { tag: "h2", item: null, level };
  if (tagName === "UL" || tagName === "OL") return { tag: "p", item: null, level: level + 1, ordered: tagName === "OL" };
  if (tagName === "LI" && level) return { ...context, item: { item: level, ordered: context.ordered ?? false } };
  return context;
}

// Items in a row become lists, one within the other where their level says so.
function lists(items) {
  const open = [];
  let made = "";
  const close = () => {
    made += `</li></${open.pop().tag}>`;
  };
  for (const { item, ordered, html } of items) {
    const tag = ordered ? "ol" : "ul";
    while (open.length && (open.at(-1).level > item || (open.at(-1).level === item && open.at(-1).tag !== tag))) close();
    if (open.length && open.at(-1).level === item) made += "</li>";
    else {
      open.push({ tag, level: item });
      made += `<${tag}>`;
    }
    made += `<li>${html}`;
  }
  while (open.length) close();
  return made;
}

function assembled(blocks) {
  const made = [];
  for (let place = 0; place < blocks.length; ) {
    const { tag, html, table, item } = blocks[place];
    if (!item) {
      made.push(table ?? (html ? `<${tag}>${html}</${tag}>` : ""));
      place += 1;
      continue;
    }
    let stop = place;
    while (blocks[stop]?.item) stop += 1;
    made.push(lists(blocks.slice(place, stop)));
    place = stop;
  }
  return made.join("");
}

export function clean(html) {
  const pasted = new Pasted();
  const body = parse(html);
  for (const child of body.childNodes) pasted.walk(child, {}, { tag: "p", item: null, level: 0 });
  pasted.flush();
  const made = assembled(pasted.blocks);
  return { html: made, pictures: pasted.pictures, length: made.replace(/<[^>]*>/g, "").length };
}
