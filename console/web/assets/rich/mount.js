// The body as rich text. Without this script the plain text area does; with it, a hidden field
// carries the body, and everything else in the editor asks this object.
import { Editor } from "@tiptap/core";
import { Dropcursor, Gapcursor, UndoRedo } from "@tiptap/extensions";
import { closeHistory } from "@tiptap/pm/history";
import { TextSelection } from "@tiptap/pm/state";
import { Pasting } from "../paste/pasting.js";
import { bodyOf } from "./body.js";
import { readingOf } from "./reading.js";
import { SCHEMA } from "./schema.js";
import { toolbar } from "./toolbar.js";
import { TIE } from "./words.js";
import { Underlined, underline } from "./underline.js";

const WHOLE = { preserveWhitespace: "full" };
const parsed = (html) => html.replaceAll("\n", "");

// Lines of plain text as paragraphs.
function paragraphs(text) {
  const spare = document.createElement("p");
  return text.split("\n").filter((line) => line.trim()).map((line) => {
    spare.textContent = line;
    return spare.outerHTML;
  }).join("");
}

export function mount(form) {
  const place = form.querySelector("[data-rich]");
  const plain = form.elements.body;
  const kept = form.elements.body_html;
  let touched = false;
  let reading = null; // made anew when somebody asks after a change

  const editor = new Editor({
    element: place,
    extensions: [...SCHEMA, UndoRedo, Dropcursor.configure({ color: false, class: "drop-here" }), Gapcursor, Underlined, Pasting.configure({ words: place.dataset })],
    content: kept.value ? parsed(kept.value) : paragraphs(plain.value),
    parseOptions: WHOLE,
    injectCSS: false, // the policy allows no style but ours: console/web/assets/rich.css
    enableInputRules: false, // a line that begins with “1.” is what was typed, not a list
    enablePasteRules: false,
    editorProps: {
      attributes: {
        id: "body", class: "form-control body-field release-text", role: "textbox", "aria-multiline": "true", lang: "zh-CN",
        "aria-labelledby": "body-label", "aria-describedby": plain.getAttribute("aria-describedby"),
        ...(plain.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
      },
    },
    onFocus: () => {
      touched = true;
    },
    onUpdate: () => {
      sync();
      kept.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });

  function sync() {
    reading = null;
    kept.value = bodyOf(editor.state.doc);
  }

  const read = () => (reading ??= readingOf(editor.state.doc));

  // Where characters [start, end) of the plain text stand; null: nowhere any more.
  function placesOf(start, end, excerpt) {
    const { text, from, to } = read();
    if (text.slice(start, end).join("") === excerpt) return [from[start], to[end - 1]];
    const whole = text.join("");
    const first = whole.indexOf(excerpt);
    if (first < 0 || whole.indexOf(excerpt, first + 1) >= 0) return null;
    const begin = [...whole.slice(0, first)].length;
    return [from[begin], to[begin + [...excerpt].length - 1]];
  }

  function select([from, to]) {
    const { state, view } = editor;
    view.dispatch(state.tr.setSelection(TextSelection.between(state.doc.resolve(from), state.doc.resolve(to))));
    view.focus();
    const { node } = view.domAtPos(from);
    (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).scrollIntoView({ block: "center" });
  }

  // One step back takes it back, whatever was typed just before. `tied`: the words with their tie.
  function replace([from, to], words, tied) {
    const { state, view } = editor;
    const change = closeHistory(state.tr);
    const data = tied && new DOMParser().parseFromString(tied, "text/html").querySelector("data");
    const entry = TIE.exec(data?.value)?.[1];
    if (entry) change.replaceRangeWith(from, to, state.schema.nodes.tie.create({ entry, text: data.textContent }));
    else change.insertText(words, from, to);
    view.dispatch(change.scrollIntoView());
    view.dispatch(closeHistory(view.state.tr));
    view.focus();
  }

  plain.disabled = true;
  plain.hidden = true;
  plain.removeAttribute("id");
  form.querySelector("[data-plain]").hidden = true;
  kept.disabled = false;
  place.hidden = false;
  // What the editor's own field tells is told once, by the hidden one.
  place.addEventListener("input", (event) => event.stopPropagation());
  form.querySelector("#body-label").addEventListener("click", () => editor.commands.focus());
  sync();
  toolbar(editor, form.querySelector("[data-toolbar]"));

  return {
    name: "body",
    editor,
    placesOf,
    select,
    replace,
    text: () => read().text.join(""),
    underline: (marks) => underline(editor.view, marks),
    focus: () => editor.commands.focus(),
    set: (html) => editor.commands.setContent(parsed(html), { parseOptions: WHOLE }),
    setText: (text) => editor.commands.setContent(paragraphs(text)),
    // Where the caret is; at the end while nobody has been in the text.
    insert: (html) => editor.chain().focus(touched ? null : "end").insertContent(html, { parseOptions: WHOLE }).run(),
  };
}
