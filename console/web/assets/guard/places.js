// The server counts characters of the plain text: one line a paragraph, edges and empty lines
// dropped (console/releases/rules/body.py, clean_lines). This is the way back: for each character
// of it, the place in the field. Tested against the server's own rule.
import { DROPPED, EDGE } from "../rich/words.js";

const LINE = /\r\n|[\r\n\u2028\u2029]/g;

function* lines(value) {
  let from = 0;
  for (const stop of value.matchAll(LINE)) {
    yield [from, stop.index];
    from = stop.index + stop[0].length;
  }
  yield [from, value.length];
}

// Places of the characters that are kept between two places of the field.
function kept(value, start, end) {
  const places = [];
  for (let place = start; place < end; ) {
    const character = String.fromCodePoint(value.codePointAt(place));
    if (!DROPPED.test(character)) places.push(place);
    place += character.length;
  }
  while (places.length && EDGE.test(value[places[0]])) places.shift();
  while (places.length && EDGE.test(value[places.at(-1)])) places.pop();
  return places;
}

export function placesOf(value) {
  const places = [];
  for (const [start, end] of lines(value)) {
    const own = kept(value, start, end);
    if (own.length && places.length) places.push(start - 1); // the line end before it
    for (const place of own) places.push(place);
  }
  return places;
}
