// A document of the editor as the body that the server keeps: what it would make of it itself
// (canonical in console/releases/rules/body.py). Touches no page, so that Node can test it.
import { EDGES, said } from "./words.js";

const MARKS = { link: ["a"], bold: ["strong"], italic: ["em"] };
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const quoted = (text) => escaped(text).replaceAll('"', "&quot;").replaceAll("'", "&#x27;");
const opening = ({ type, attrs }) => (type.name === "link" ? `<a href="${quoted(attrs.href)}">` : `<${MARKS[type.name][0]}>`);
const closing = ({ type }) => `</${MARKS[type.name][0]}>`;

function leaf(node) {
  if (node.isText) return escaped(said(node.text));
  if (node.type.name === "hardBreak") return "<br>";
  if (node.type.name === "tie") return `<data value="fact:${node.attrs.entry}">${escaped(said(node.attrs.text))}</data>`;
  return `<img alt="${quoted(said(node.attrs.alt))}" src="${quoted(node.attrs.src)}">`;
}

// Marks stay open over neighbours that share them, so that one link is one link.
function inline(block) {
  let made = "";
  let open = [];
  block.forEach((node) => {
    let shared = 0;
    while (shared < open.length && shared < node.marks.length && open[shared].eq(node.marks[shared])) shared += 1;
    for (const mark of open.slice(shared).reverse()) made += closing(mark);
    for (const mark of node.marks.slice(shared)) made += opening(mark);
    open = node.marks;
    made += leaf(node);
  });
  for (const mark of [...open].reverse()) made += closing(mark);
  return made;
}

const children = (node) => Array.from({ length: node.childCount }, (_, place) => node.child(place));

// What a cell or an item holds: its paragraphs on lines of their own, lists within it as they are.
function lines(node) {
  return children(node)
    .map((each, place) => {
      const before = place > 0 && each.isTextblock && node.child(place - 1).isTextblock ? "<br>" : "";
      return before + (each.isTextblock ? inline(each) : block(each));
    })
    .join("");
}

function row(node) {
  const cells = children(node).map((each) => {
    const tag = each.type.name === "tableHeader" ? "th" : "td";
    const spans = ["colspan", "rowspan"].filter((name) => each.attrs[name] > 1);
    return `<${tag}${spans.map((name) => ` ${name}="${each.attrs[name]}"`).join("")}>${lines(each)}</${tag}>`;
  });
  return `<tr>${cells.join("")}</tr>`;
}

const heads = (node) => children(node).every((each) => each.type.name === "tableHeader");

function table(node) {
  const rows = children(node);
  const first = rows.findIndex((each) => !heads(each));
  const head = first < 0 ? rows.length : first;
  const part = (tag, some) => (some.length ? `<${tag}>${some.map(row).join("")}</${tag}>` : "");
  return `<table>${part("thead", rows.slice(0, head))}${part("tbody", rows.slice(head))}</table>`;
}

const BLOCKS = {
  paragraph: (node) => wrapped("p", inline(node).replace(EDGES, "")),
  heading: (node) => wrapped(`h${node.attrs.level}`, inline(node).replace(EDGES, "")),
  bulletList: (node) => list("ul", node),
  orderedList: (node) => list("ol", node),
  blockquote: (node) => wrapped("blockquote", children(node).map(block).join("")),
  table,
};
const wrapped = (tag, inside) => (inside ? `<${tag}>${inside}</${tag}>` : "");
const list = (tag, node) => wrapped(tag, children(node).map((each) => `<li>${lines(each)}</li>`).join(""));
const block = (node) => BLOCKS[node.type.name](node);

// Empty paragraphs are nothing.
export const bodyOf = (doc) => children(doc).map(block).filter(Boolean).join("\n");
