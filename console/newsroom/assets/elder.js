// 长者模式: as the reader left it, before anything is drawn. Without scripts the box works by itself,
// page by page.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  try {
    root.classList.toggle("elder", localStorage.getItem("elder") === "1");
  } catch (e) {
    // No storage: the box lasts for this page.
  }
})();
