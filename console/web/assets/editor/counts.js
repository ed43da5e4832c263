// Counted lengths, under each field and in the bar below.
import { characters, weiboLength } from "../lengths.js";

export function counts(form, rich) {
  const bar = document.getElementById("weibo-bar");
  function count() {
    for (const field of form.querySelectorAll("[data-count]")) {
      const text = field.name === "body_html" ? rich.text() : field.value || field.placeholder;
      const weibo = field.dataset.rule === "weibo";
      const length = weibo ? weiboLength(text) : characters(text);
      const place = document.getElementById(field.dataset.count);
      const over = length > Number(field.dataset.most);
      place.textContent = field.dataset.unit ? `${length} ${field.dataset.unit}` : `${length}/${field.dataset.most}`;
      place.classList.toggle("over", over);
      if (!weibo) continue;
      bar.textContent = place.textContent;
      bar.parentElement.classList.toggle("over", over);
    }
  }
  count();
  return count;
}
