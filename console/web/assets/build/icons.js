// One picture of all icons named in icons.txt: <svg class="icon"><use href="…#name"/></svg>.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const STROKE =
  'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
const { resolve } = createRequire(import.meta.url);

export function sprite(list) {
  const names = list.split("\n").filter((line) => line && !line.startsWith("#"));
  const symbols = names.map((name) => {
    const svg = readFileSync(resolve(`@tabler/icons/outline/${name}.svg`), "utf8");
    const drawing = svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/\n\s*/g, "");
    // On each symbol: what stands on the outer svg does not reach through <use>.
    return `<symbol id="${name}" viewBox="0 0 24 24" ${STROKE}>${drawing}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}
