// What the page of a draft loads besides console.js: rich text, saving, the guard's panel.
import { attaching } from "./editor/attaching.js";
import { comments } from "./editor/comments.js";
import { composing } from "./editor/composing.js";
import { cropping } from "./editor/cropping.js";
import { counts } from "./editor/counts.js";
import { deriving } from "./editor/deriving.js";
import { facts } from "./editor/facts.js";
import { presence } from "./editor/presence.js";
import { refresh } from "./editor/preview.js";
import { quick } from "./editor/quick.js";
import { recover } from "./editor/recover.js";
import { saving } from "./editor/saving.js";
import { tabs } from "./editor/tabs.js";
import { guard } from "./guard/panel.js";
import { mount } from "./rich/mount.js";

function keys(form, saves) {
  form.addEventListener("keydown", (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key === "s") saves.save();
    else if (control && event.key === "Enter") form.querySelector("[data-submit]")?.click();
    else if (!(event.key === "Enter" && event.target.tagName === "INPUT")) return;
    event.preventDefault();
  });
}

function editor(form) {
  const rich = mount(form);
  const method = composing(form);
  const count = counts(form, rich);
  const saves = saving(form, method, () => {
    count();
    refresh();
  });
  form.addEventListener("input", ({ target }) => {
    if (target.name === "at") form.querySelector('[name="when"][value="chosen"]').checked = true;
    if (!target.name || target.type === "file") return;
    saves.changed();
    if (!method.is()) count();
  });
  facts(form, rich);
  attaching(form, saves);
  cropping(form);
  deriving(form);
  presence(form);
  comments(rich);
  quick(form);
  keys(form, saves);
  tabs(document.querySelector(".editor-side"));
  guard(form, document.getElementById("guard"), rich, method);
  recover(form, rich, saves);
  form.querySelector("[data-save]").classList.add("only-without-script");
}

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-editor]");
  if (form) editor(form);
});
