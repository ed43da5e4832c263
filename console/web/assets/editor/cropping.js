// 裁剪: the four numbers are the truth; the frame on the picture shows and moves them.
const SIDES = ["left", "top", "right", "bottom"];
const MOVES = { nw: ["left", "top"], ne: ["right", "top"], sw: ["left", "bottom"], se: ["right", "bottom"] };
const LEAST = 10; // per cent of the picture that stays

const field = (block, side) => block.querySelector(`[data-side="${side}"]`);
const value = (block, side) => Math.min(90, Math.max(0, Math.round(Number(field(block, side).value) || 0)));
const across = (side) => side === "left" || side === "right";
const opposite = { left: "right", right: "left", top: "bottom", bottom: "top" };

function show(block) {
  const frame = block.querySelector("[data-crop-frame]");
  for (const side of SIDES) frame.style[side] = `${value(block, side)}%`;
  frame.classList.toggle("crop-whole", !SIDES.some((side) => value(block, side))); // a finger scrolls past
}

function set(block, sides) {
  for (const [side, off] of Object.entries(sides)) field(block, side).value = Math.round(off);
  show(block);
}

function told(block) {
  field(block, "left").dispatchEvent(new Event("input", { bubbles: true }));
}

// The largest middle of this shape; "" the whole picture.
function shaped(block, ratio) {
  const { naturalWidth: wide, naturalHeight: high } = block.querySelector("img");
  const [x, y] = ratio ? [Math.max(0, 1 - (high * ratio) / wide) / 2, Math.max(0, 1 - wide / ratio / high) / 2] : [0, 0];
  set(block, { left: x * 100, right: x * 100, top: y * 100, bottom: y * 100 });
  told(block);
}

function drag(block, corner, begin) {
  const stage = block.querySelector("[data-crop-stage]").getBoundingClientRect();
  const from = Object.fromEntries(SIDES.map((side) => [side, value(block, side)]));
  const moved = ({ clientX, clientY }) => {
    const by = { x: ((clientX - begin.clientX) / stage.width) * 100, y: ((clientY - begin.clientY) / stage.height) * 100 };
    const kept = {};
    for (const side of corner ? MOVES[corner] : SIDES) {
      const way = (across(side) ? by.x : by.y) * (side === "left" || side === "top" ? 1 : -1);
      const most = corner ? 100 - LEAST - from[opposite[side]] : from[side] + from[opposite[side]];
      kept[side] = Math.min(Math.max(0, from[side] + way), most, 90);
    }
    set(block, kept);
  };
  const until = new AbortController();
  const stop = () => {
    until.abort();
    told(block);
  };
  document.addEventListener("pointermove", moved, { signal: until.signal });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, stop, { signal: until.signal });
}

export function cropping(form) {
  const block = (target) => target.closest?.("[data-crop]");
  const opened = (each) => {
    for (const part of each.querySelectorAll("[data-crop-stage], [data-crop-ratios]")) part.hidden = false;
    show(each);
  };
  for (const each of form.querySelectorAll("[data-crop][open]")) opened(each);
  form.addEventListener("toggle", ({ target }) => target.matches?.("[data-crop][open]") && opened(target), true);
  form.addEventListener("input", ({ target }) => target.dataset.side && show(block(target)));
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-ratio]");
    if (button) shaped(block(button), Number(button.dataset.ratio));
  });
  form.addEventListener("pointerdown", (event) => {
    const frame = event.target.closest("[data-crop-frame]");
    if (!frame) return;
    event.preventDefault();
    drag(block(frame), event.target.dataset.corner, event);
  });
}
