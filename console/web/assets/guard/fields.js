// Where the guard points to: one-line and plain fields here, the text itself in rich/mount.js.
// Both answer the same: placesOf, select, replace, focus.
import { placesOf } from "./places.js";

export function plainField(field) {
  // Where characters [start, end) of its plain text stand; null: nowhere any more.
  function found(start, end, excerpt) {
    const places = placesOf(field.value);
    const [from, last] = [places[start], places[end - 1]];
    if (from !== undefined && last !== undefined) {
      const to = last + String.fromCodePoint(field.value.codePointAt(last)).length;
      if (field.value.slice(from, to) === excerpt) return [from, to];
    }
    const first = field.value.indexOf(excerpt);
    const only = first >= 0 && field.value.indexOf(excerpt, first + 1) < 0;
    return only ? [first, first + excerpt.length] : null;
  }

  function select(range) {
    field.focus();
    field.setSelectionRange(...range);
    field.scrollIntoView({ block: "center" });
  }

  function replace(range, words) {
    select(range);
    // Through the browser's own editing, so that Ctrl+Z takes it back.
    if (document.execCommand("insertText", false, words)) return;
    field.setRangeText(words, ...range, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function focus() {
    field.closest("details")?.setAttribute("open", "");
    field.focus();
  }

  return { placesOf: found, select, replace, focus };
}
