// Is an input method at work? Until its words are chosen nothing is saved, checked or drawn.
export function composing(form) {
  const state = { now: false };
  const done = [];
  form.addEventListener("compositionstart", () => {
    state.now = true;
  });
  form.addEventListener("compositionend", () => {
    state.now = false;
    // The field has the chosen words only after this event.
    setTimeout(() => !state.now && done.forEach((each) => each()));
  });
  return { is: () => state.now, afterwards: (does) => done.push(does) };
}
