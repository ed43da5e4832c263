// What Word and WPS mean by their markup: which words are none, which paragraphs are list items.
// Sources: the clipboard of Word 2016 to 365 and of WPS 2019; mso-list as in "MS-OE376".
import { style } from "./parse.js";

const BULLET = /^[·•●○◦▪■◆§o\uf0b7\uf0a7\uf06c\uf0d8\uf076\uf0fc➢–-]$/u;
const NUMBER = /^[（(]?(\d{1,3})[.．)）、]?$/;

// Deleted by a tracked change, hidden, or said beside the text: not words of it.
export function unsaid(element) {
  if (element.tagName === "DEL" || element.hidden || element.getAttribute("aria-hidden") === "true") return true;
  if (style(element, "mso-hide") === "all" || style(element, "display") === "none") return true;
  if (/comment/.test(style(element, "mso-element")) || style(element, "mso-element") === "comment-list") return true;
  return /MsoComment/i.test(element.className);
}

export const ignored = (element) => style(element, "mso-list") === "ignore";

// What stands before an item: { level, marker } of a paragraph that Word calls a list's.
export function listed(paragraph) {
  const said = /\blevel(\d)/.exec(style(paragraph, "mso-list"));
  if (!said) return null;
  const marker = [...paragraph.querySelectorAll("[data-style]")].find(ignored);
  return { level: Number(said[1]), marker: (marker?.textContent ?? "").replace(/[\s\u00a0\u3000]+/g, "") };
}

// A list that counts as ours would: bullets, or 1, 2, 3. Any other numbering (一、 （a） 3.) is words.
export function kindOf(marker, before) {
  if (BULLET.test(marker)) return { ordered: false };
  const number = Number(NUMBER.exec(marker)?.[1]);
  if (!number) return null;
  return number === (before ?? 0) + 1 ? { ordered: true, number } : null;
}
