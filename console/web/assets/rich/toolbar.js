// Buttons above the text: what they would do is pressed when it is so already.
const DOES = {
  bold: { does: (chain) => chain.toggleBold(), is: (editor) => editor.isActive("bold") },
  heading: { does: (chain) => chain.toggleHeading({ level: 2 }), is: (editor) => editor.isActive("heading", { level: 2 }) },
  subheading: { does: (chain) => chain.toggleHeading({ level: 3 }), is: (editor) => editor.isActive("heading", { level: 3 }) },
  bullets: { does: (chain) => chain.toggleBulletList(), is: (editor) => editor.isActive("bulletList") },
  numbers: { does: (chain) => chain.toggleOrderedList(), is: (editor) => editor.isActive("orderedList") },
  table: { does: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }) },
  "row-add": { does: (chain) => chain.addRowAfter() },
  "row-delete": { does: (chain) => chain.deleteRow() },
  "column-add": { does: (chain) => chain.addColumnAfter() },
  "column-delete": { does: (chain) => chain.deleteColumn() },
  "cells-merge": { does: (chain) => chain.mergeOrSplit() },
  "table-delete": { does: (chain) => chain.deleteTable() },
  undo: { does: (chain) => chain.undo() },
  redo: { does: (chain) => chain.redo() },
};

function linking(editor, bar) {
  const sheet = bar.querySelector("[data-link-line]");
  const field = sheet.querySelector("input");
  function open() {
    field.value = editor.getAttributes("link").href ?? "";
    sheet.hidden = false;
    field.focus();
  }
  function close() {
    sheet.hidden = true;
    editor.commands.focus();
  }
  function put() {
    const href = /^[a-z]+:/i.test(field.value.trim()) ? field.value.trim() : `https://${field.value.trim()}`;
    sheet.hidden = true;
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!field.value.trim()) chain.unsetMark("link").run();
    else if (editor.state.selection.empty && !editor.isActive("link")) {
      chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
    } else chain.setMark("link", { href }).run();
  }
  sheet.querySelector("[data-link-put]").addEventListener("click", put);
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter") put();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { open };
}

export function toolbar(editor, bar) {
  const buttons = [...bar.querySelectorAll("[data-does]")];
  const link = linking(editor, bar);
  const inTable = bar.querySelector("[data-in-table]");
  for (const button of buttons) {
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps its caret
    button.addEventListener("click", () => {
      if (button.dataset.does === "link") link.open();
      else DOES[button.dataset.does].does(editor.chain().focus()).run();
    });
  }
  // One stop for Tab; arrows go from button to button.
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const shown = buttons.filter((each) => each.checkVisibility());
    const at = shown.indexOf(event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    reach(shown[(at + step + shown.length) % shown.length]).focus();
  });
  editor.view.dom.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "k") return;
    event.preventDefault();
    link.open();
  });
  function reach(button) {
    for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
    return button;
  }
  function show() {
    for (const button of buttons) {
      const { is } = DOES[button.dataset.does] ?? { is: () => editor.isActive("link") };
      if (is) button.setAttribute("aria-pressed", is(editor));
    }
    inTable.hidden = !editor.isActive("table");
  }
  reach(buttons[0]);
  editor.on("transaction", show);
  bar.hidden = false;
  show();
}
