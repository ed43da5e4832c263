// An old phone reads it too: nothing newer than ES2017. Optional. Pages are complete without it: a print button, and word that something new is out.
"use strict";
(() => {
  const button = document.querySelector(".print");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  const elder = document.getElementById("elder");
  if (elder) {
    const root = document.documentElement;
    elder.checked = root.classList.contains("elder");
    elder.addEventListener("change", () => {
      root.classList.toggle("elder", elder.checked);
      try {
        localStorage.setItem("elder", elder.checked ? "1" : "0");
      } catch (e) {
        // No storage: it lasts for this page.
      }
    });
  }

  // A warning whose time is over says so, however long the page has been open.
  const lapse = () => {
    for (const each of [...document.querySelectorAll("[data-until]:not(.lapsed)")]) {
      if (Date.now() < Date.parse(each.dataset.until)) continue;
      each.classList.add("lapsed");
      each.firstElementChild.appendChild(document.createTextNode("（已过有效期）"));
    }
  };
  lapse();
  setInterval(lapse, 60000);

  const { watch, number, seen } = document.body.dataset;
  const place = document.querySelector(".news");
  if (!watch || !place) return;

  const linked = (item) =>
    [...document.querySelectorAll("main a")].some((a) => a.getAttribute("href") === item.url);
  const fresh = {
    all: (item) => item.published_at >= seen && !linked(item),
    incident: (item) => item.incident === number && item.published_at >= seen && !linked(item),
    release: (item) => item.number === number && item.updated > seen,
  }[watch];

  const told = [...document.querySelectorAll("[data-gone]")].map((each) => each.dataset.gone);
  const gone = {
    all: linked,
    incident: (item) => item.incident === number && !told.includes(item.number),
    release: (item) => item.number === number,
  }[watch];

  // Nothing on the page moves: the notice floats, and waits to be pressed.
  const tell = (count) => {
    if (!count || place.dataset.count === String(count)) return;
    place.dataset.count = String(count);
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = watch === "release" ? "本通稿有更新，查看" : `${count} 条新动态，查看`;
    place.textContent = "";
    place.appendChild(link);
    // The browser may keep this page for half a minute: what is offered must be what is opened.
    fetch(location.pathname, { cache: "reload" }).catch(() => {});
  };

  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch("/latest.json", { cache: "no-cache" });
      if (!answer.ok) return;
      const { items, withdrawn } = await answer.json();
      tell(items.filter(fresh).length + withdrawn.filter(gone).length);
    } catch (e) {
      // Offline, or the site is busy: ask again next time.
    }
  };

  // Within half a minute, and not everybody in the same second.
  const pause = 20000 + Math.random() * 8000;
  setInterval(ask, pause);
  document.addEventListener("visibilitychange", ask);
})();
