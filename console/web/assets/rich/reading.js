// The plain text of a document, as the server derives it (text_of in body.py), and for each of its
// characters the place in the document. The guard counts in the one, the editor in the other.
import { EDGE, UNSAID } from "./words.js";

const LINES = new Set(["paragraph", "heading", "listItem", "tableRow", "blockquote"]);
const CELLS = new Set(["tableCell", "tableHeader"]);

class Reading {
  said = []; // [character, from, to]; a line end has no place

  line() {
    this.said.push(["\n", -1, -1]);
  }

  words(text, from, step) {
    let at = from;
    for (const each of text) {
      if (!UNSAID.test(each)) this.said.push([each, at, step ? at + each.length : from + 1]);
      if (step) at += each.length;
    }
  }

  node(node, at, parent) {
    const { name } = node.type;
    if (node.isText) return this.words(node.text, at, true);
    if (name === "hardBreak") return this.said.push(["\n", at, at + 1]);
    if (name === "tie") return this.words(node.attrs.text, at, false);
    if (name === "picture") return this.words(node.attrs.alt, at, false);
    // The only paragraph of a cell or an item has no tags of its own.
    const bare = name === "paragraph" && (CELLS.has(parent?.type.name) || parent?.type.name === "listItem");
    if (bare && parent.firstChild !== node) this.line();
    if (CELLS.has(name)) this.words(" ", at, false);
    const lines = LINES.has(name) && !bare;
    if (lines) this.line();
    node.forEach((child, offset) => this.node(child, at + offset + (parent ? 1 : 0), node));
    if (lines) this.line();
    return undefined;
  }

  // Each line without its edges; empty ones are none.
  lines() {
    const found = [[]];
    for (const each of this.said) {
      if (each[0] === "\n") found.push([]);
      else found.at(-1).push(each);
    }
    return found.map(trimmed).filter((line) => line.length);
  }
}

function trimmed(line) {
  let [start, end] = [0, line.length];
  while (start < end && EDGE.test(line[start][0])) start += 1;
  while (end > start && EDGE.test(line[end - 1][0])) end -= 1;
  return line.slice(start, end);
}

// { text, from, to }: from[n] and to[n] are where character n (not code unit) stands.
export function readingOf(doc) {
  const reading = new Reading();
  reading.node(doc, 0, null);
  const text = [];
  const from = [];
  const to = [];
  for (const line of reading.lines()) {
    if (text.length) {
      text.push("\n");
      from.push(to.at(-1));
      to.push(line[0][1]);
    }
    for (const [each, start, end] of line) {
      text.push(each);
      from.push(start);
      to.push(end);
    }
  }
  return { text, from, to };
}
