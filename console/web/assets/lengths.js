// How the platforms count characters: the same rule as console/kernel/lengths.py, and
// tested against it.
const LINK = /http:\/\/[a-zA-Z0-9]+(?:\.[a-zA-Z0-9]+)+[-A-Z0-9a-z_$.+!*()/\\,:@&=?~#%]*/gi;
const OWN = /^http:\/\/(?:t\.sina\.com\.cn|t\.sina\.cn|weibo\.com|weibo\.cn)/i;
const SHORT = /^http:\/\/t\.cn/i;
const LINK_BYTES = 20;
const LONGEST_LINK = 140;
const OWN_BYTES = 41;

function bytes(text) {
  let total = 0;
  for (let index = 0; index < text.length; index += 1) total += text.charCodeAt(index) <= 0x80 ? 1 : 2;
  return total;
}

export function weiboLength(text) {
  if (!text.trim()) return 0;
  let plain = text.replaceAll("\r\n", "\n");
  let total = 0;
  for (const link of plain.match(LINK) ?? []) {
    if (SHORT.test(link)) continue;
    const length = bytes(link);
    total += OWN.test(link) && length <= OWN_BYTES ? length : LINK_BYTES + Math.max(0, length - LONGEST_LINK);
    plain = plain.replace(link, () => "");
  }
  return Math.ceil((total + bytes(plain)) / 2);
}

// As Python counts them: an emoji is one.
export const characters = (text) => [...text].length;
