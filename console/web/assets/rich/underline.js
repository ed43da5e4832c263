// What the guard says of the text, under the words it means. It moves with the words.
import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

const KEY = new PluginKey("underline");

// `marks`: [{ from, to, kind }] in places of the document.
export function underline(view, marks) {
  view.dispatch(view.state.tr.setMeta(KEY, marks).setMeta("addToHistory", false));
}

function drawn(doc, marks) {
  const each = ({ from, to, kind }) => Decoration.inline(from, to, { class: `under-${kind}` });
  return DecorationSet.create(doc, marks.map(each));
}

export const Underlined = Extension.create({
  name: "underlined",
  addProseMirrorPlugins: () => [
    new Plugin({
      key: KEY,
      state: {
        init: () => DecorationSet.empty,
        apply(transaction, now) {
          const marks = transaction.getMeta(KEY);
          return marks ? drawn(transaction.doc, marks) : now.map(transaction.mapping, transaction.doc);
        },
      },
      props: { decorations: (state) => KEY.getState(state) },
    }),
  ],
});
