"""What a critical eye checks of a page that is open in a browser."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from playwright.sync_api import CDPSession, ConsoleMessage, Page, Request, Response

from console.settings import HOME
from tests.journeys.people import DESK, PHONE
from tests.journeys.places import Place

AXE = HOME / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# axe takes what lies under a modal sheet for something in its way; SMALL measures those too.
VIOLATIONS = f"""axe.run({{
    iframes: false, runOnly: {list(RULES)}, resultTypes: ['violations'],
    rules: {{'target-size': {{enabled: !document.querySelector('dialog:modal')}}}},
  }})
  .then(found => found.violations.flatMap(
    rule => rule.nodes.map(node => rule.id + ': ' + node.html.slice(0, 160))))"""
# Colours are the same at every width and in every language.
BUT_COLOURS = VIOLATIONS.replace("rules: {", "rules: {'color-contrast': {enabled: false}, ")
OVERFLOW = """[...document.querySelectorAll('body *')]
  .filter(each => document.documentElement.scrollWidth > innerWidth
    && each.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(each => each.outerHTML.slice(0, 120))"""
# The same with words of twice the size (WCAG 1.4.4), on a phone, too.
OVERFLOW_LARGE = f"""(() => {{
  const style = document.documentElement.style;
  style.fontSize = '200%';
  try {{ return {OVERFLOW}; }} finally {{ style.removeProperty('font-size'); }}
}})()"""
SMALL = """[...document.querySelectorAll(
    'button, .btn, [role=button], summary, select, input:not([type=hidden], [type=checkbox],'
    + '[type=radio], [type=file], .visually-hidden), textarea, .side-link, .menu-item, .bell,'
    + '.switch a, .columns a, .foot-links a')]
  .filter(each => each.checkVisibility({visibilityProperty: true}))
  .filter(each => !each.matches('.skip-link, .digest summary, button.visually-hidden'))
  .filter(each => each.getBoundingClientRect().height < 44 - 0.5)
  .map(each => Math.round(each.getBoundingClientRect().height) + ' px: '
    + each.outerHTML.slice(0, 120))"""
# The page is a phone's by now, and drawn.
SETTLED = """new Promise(done => {
  const there = () => matchMedia('(pointer: coarse)').matches && innerWidth < 500;
  const look = () => requestAnimationFrame(
    there() ? () => requestAnimationFrame(() => done(true)) : look);
  look();
})"""
# Everything a reader of English meets: words, names that are read out, hints in empty fields.
ENGLISH = """(() => {
  const skipped = 'script, style, textarea, code, [lang^=zh], iframe';
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(skipped)) found.push(walker.currentNode.data);
  }
  for (const each of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    if (each.closest(skipped)) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      if (each.hasAttribute(name)) found.push(each.getAttribute(name));
    }
  }
  return found;
})()"""
UNSPOKEN = re.compile(r"这一步没有完成（|This was not done \(")
CHINESE = re.compile(r"[\u3400-\u9fff]+")


class Eye:
    """Watches one page of a browser from its first request on."""

    def __init__(self, page: Page, *, homes: Iterable[str]) -> None:
        self.page, self._homes = page, tuple(homes)
        self._heard: list[str] = []
        self._devtools: CDPSession = page.context.new_cdp_session(page)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self._heard.append(f"error: {error}"))
        page.on("request", self._follow)

    def _listen(self, said: ConsoleMessage) -> None:
        expected = "Failed to load resource" in said.text  # the status is checked by itself
        if said.type in {"error", "warning"} and not expected:
            self._heard.append(f"{said.type}: {said.text}")

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((*self._homes, "data:", "blob:", "about:")):
            self._heard.append(f"asked a stranger: {request.url}")

    def open(self, place: Place, url: str) -> Response:
        self._heard.clear()
        self._at_desk()
        response = self.page.goto(url, wait_until="load")
        assert response is not None
        if place.waits:
            self.page.wait_for_selector(place.waits)
        return response

    def _at_desk(self) -> None:
        self._devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type] # Playwright's own kind of dict

    def _on_phone(self) -> None:
        self._devtools.send(
            "Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5}
        )
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type] # Playwright's own kind of dict
        self.evaluate(SETTLED)

    def evaluate(self, expression: str) -> Any:
        """From outside, as the page's policy forbids what is inside."""
        found = self._devtools.send(
            "Runtime.evaluate",
            {"expression": expression, "awaitPromise": True, "returnByValue": True},
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def faults(
        self,
        response: Response,
        place: Place,
        *,
        language: str,
        at_desk: str = BUT_COLOURS,
        on_phone: str = VIOLATIONS,
    ) -> list[str]:
        """What is wrong with the page at both widths.
        ``at_desk``, ``on_phone``: what axe is asked there; "": nothing."""
        found = []
        if response.status != place.status:
            found.append(f"status {response.status}, not {place.status}")
        if self.evaluate("document.documentElement.lang") != language:
            found.append("lang is not " + language)
        if not (self.evaluate("document.title") or "").strip(" ·"):
            found.append("no title")
        if self.evaluate("document.querySelectorAll('h1').length") != 1:
            found.append("not one h1")
        if UNSPOKEN.search(self.evaluate("document.body.innerText")):
            found.append("something has no sentence")
        self.evaluate(axe() + "; 0")
        found += [f"desk {each}" for each in self._at_this_width(at_desk)]
        self._on_phone()
        found += [f"phone {each}" for each in self._at_this_width(on_phone)]
        found += [f"overflows in large words: {each}" for each in self.evaluate(OVERFLOW_LARGE)]
        found += [f"too small for a finger: {each}" for each in self._small()]
        return found + list(dict.fromkeys(self._heard))

    def _small(self) -> list[str]:
        """What stays so: it became a phone's page just now, and some of it hears that late."""
        small: list[str] = []
        for _ in range(5):
            if not (small := self.evaluate(SMALL)):
                break
            self.page.wait_for_timeout(200)
        return small

    def _at_this_width(self, judged: str) -> list[str]:
        return [
            *(f"overflows: {each}" for each in self.evaluate(OVERFLOW)),
            *(self.evaluate(judged) if judged else ()),
        ]

    def chinese(self, known: Iterable[str]) -> list[str]:
        """Chinese left in the English console, beside ``known``: what people wrote, and names."""
        texts: list[str] = self.evaluate(ENGLISH)
        left = []
        for text in texts:
            rest = text
            for each in known:
                rest = rest.replace(each, "")
            if CHINESE.search(rest):
                left.append(" ".join(text.split()))
        return list(dict.fromkeys(left))


@cache
def axe() -> str:
    return AXE.read_text(encoding="utf-8")
