// What is pasted is cleaned before it is text; what is too much is told, and nothing is touched.
import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { characters } from "../lengths.js";
import { EDGES, said } from "../rich/words.js";
import { clean } from "./clean.js";

const OWN = /data-pm-slice/; // copied within an editor like this one
const LINES = /\r\n|[\r\n\u2028\u2029]/;

export const Pasting = Extension.create({
  name: "pasting",
  addOptions: () => ({ words: {} }),
  addProseMirrorPlugins() {
    const { words } = this.options;
    const most = Number(words.most);
    let made = null; // of the paste that is going on

    function tell(sentence) {
      const place = document.getElementById("paste-told");
      place.textContent = sentence;
      place.hidden = !sentence;
    }

    function tooLong(view, length) {
      const there = view.state.doc.textContent.length;
      if (length + there <= most) return false;
      tell(words.tooLong.replace("{length}", length.toLocaleString()).replace("{most}", most.toLocaleString()));
      return true;
    }

    function take(view, data) {
      made = null;
      tell("");
      const html = data?.getData("text/html") ?? "";
      const text = data?.getData("text/plain") ?? "";
      if (!html) return tooLong(view, characters(text));
      if (OWN.test(html)) return tooLong(view, characters(text));
      made = clean(html);
      if (made.pictures) tell(words.pictures);
      return tooLong(view, made.length);
    }

    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            paste(view, event) {
              if (!take(view, event.clipboardData)) return false;
              event.preventDefault();
              return true;
            },
            drop(view, event) {
              if (view.dragging || !take(view, event.dataTransfer)) return false;
              event.preventDefault();
              return true;
            },
          },
          transformPastedHTML: (html) => (OWN.test(html) ? html : (made ?? clean(html)).html),
          transformPastedText: (text) =>
            text.split(LINES).map((line) => said(line).replace(EDGES, "")).filter(Boolean).join("\n"),
        },
      }),
    ];
  },
});
