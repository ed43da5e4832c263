// What a body may hold, no more: design.md section 3, and console/releases/rules/body.py.
import { Mark, Node, mergeAttributes } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { Text } from "@tiptap/extension-text";
import { goToNextCell, isInTable } from "@tiptap/pm/tables";
import { ADDRESS, TIE } from "./words.js";

// Some words that say what an entry of the ledger says. Its inside is not for typing in.
const Tie = Node.create({
  name: "tie",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ entry: { default: "" }, text: { default: "" } }),
  parseHTML: () => [
    {
      tag: "data[value]",
      getAttrs: (element) => {
        const entry = TIE.exec(element.getAttribute("value"))?.[1];
        return entry && element.textContent ? { entry, text: element.textContent } : false;
      },
    },
  ],
  renderHTML: ({ node }) => ["data", { value: `fact:${node.attrs.entry}`, class: "tied" }, node.attrs.text],
  renderText: ({ node }) => node.attrs.text,
});

// Shown by its words: no picture is loaded while somebody writes.
const Picture = Node.create({
  name: "picture",
  group: "inline",
  inline: true,
  atom: true,
  draggable: true,
  addAttributes: () => ({ src: { default: "" }, alt: { default: "" } }),
  parseHTML: () => [
    { tag: "img[src]", getAttrs: (image) => ({ src: image.getAttribute("src"), alt: image.getAttribute("alt") ?? "" }) },
    { tag: "span[data-src]", getAttrs: (span) => ({ src: span.dataset.src, alt: span.dataset.alt }) },
  ],
  renderHTML: ({ node: { attrs } }) => ["span", { "data-src": attrs.src, "data-alt": attrs.alt, class: "picture" }, attrs.alt || "…"],
  renderText: ({ node }) => node.attrs.alt,
});

const Link = Mark.create({
  name: "link",
  priority: 1000, // outside of bold: one link stays one
  inclusive: false,
  addAttributes: () => ({ href: { default: "" } }),
  parseHTML: () => [
    {
      tag: "a[href]",
      getAttrs: (link) => {
        const href = link.getAttribute("href");
        return ADDRESS.test(href) ? { href } : false;
      },
    },
  ],
  renderHTML: ({ mark }) => ["a", { href: mark.attrs.href, rel: "noopener noreferrer nofollow" }, 0],
});

// Tab goes from cell to cell and, after the last, on through the page.
const OwnTable = Table.extend({
  renderHTML: ({ HTMLAttributes }) => ["table", mergeAttributes(HTMLAttributes), ["tbody", 0]],
  addKeyboardShortcuts() {
    const step = (by) => () => isInTable(this.editor.state) && goToNextCell(by)(this.editor.state, this.editor.view.dispatch);
    return { Tab: step(1), "Shift-Tab": step(-1) };
  },
}).configure({ resizable: false, allowTableNodeSelection: true });

const cell = (kind) =>
  kind.extend({
    content: "paragraph+",
    addAttributes: () => ({
      colspan: { default: 1, parseHTML: (each) => span(each.getAttribute("colspan")) },
      rowspan: { default: 1, parseHTML: (each) => span(each.getAttribute("rowspan")) },
      colwidth: { default: null, rendered: false, parseHTML: () => null },
    }),
  });
const span = (text) => Math.min(100, Math.max(1, Number.parseInt(text, 10) || 1));

export const SCHEMA = [
  Document,
  Paragraph,
  Text,
  Bold,
  Italic,
  Heading.configure({ levels: [2, 3, 4] }),
  BulletList,
  OrderedList,
  ListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" }),
  Blockquote,
  // Ctrl+Enter sends to review: only Shift+Enter breaks a line.
  HardBreak.extend({ addKeyboardShortcuts() { return { "Shift-Enter": () => this.editor.commands.setHardBreak() }; } }),
  OwnTable,
  TableRow,
  cell(TableCell),
  cell(TableHeader),
  Link,
  Picture,
  Tie,
];
