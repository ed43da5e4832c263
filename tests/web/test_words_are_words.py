"""What people type is shown and never run: every text field of every form, found in the pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from console.web.services import Services
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.test_clocks import registered
from tests.web.test_duty import form as roster
from tests.web.test_gate import gets_through
from tests.web.test_ids import CONFIGURED, TABLE
from tests.web.test_in_the_browser import opened, site
from tests.web.test_proofs import filled
from tests.web.visitor import PASSWORD, Visitor
from tests.web.whole import Whole, relieved, whole, with_children

__all__ = ["site"]  # a fixture
SignedIn = Callable[[str], Visitor]
NASTY = (
    '<script>alert(7)</script>"><img src=x onerror=alert(8)>{{1337*7}}',
    'javascript:alert(9)"onmouseover="alert(9)"',
    '"><img src=x onerror=alert(8)>',
    "'><i onclick=1>",
    "{{1337*7}}",
)
"""The longest that a field takes; a second one where it takes several lines."""
DATA = "application/ld+json"  # browsers never run it
MADE = "9359"  # 1337 × 7: a template ran
TEXT_LIKE = {"text", "search", "tel", "url", "email", ""}
LEAVE = ("/sign-out", "/language", "/account/password", "/account", "/roles", "/sign-in")
OTHERS = ("assets.", "demo.", "probes.", "unified.")
LAST = ("withdraw", "discard", "close", "retire", "end", "remove", "revoke", "recall", "send-back")
WHO = {
    "review": "unit-head", "guarding": "unit-head", "clearances": "unit-head", "facts": "unit-head",
    "authorisations": "leader", "holds": "leader", "clocks": "leader", "telephone": "deputy",
    "handover": "media-reception", "rollout": "media-reception",
}  # fmt: skip
PEOPLE = ("spokesperson", "admin", "leader", "unit-head", "deputy", "media-reception")


@dataclass
class Form:
    action: str
    kept: list[tuple[str, str]] = field(default_factory=list)
    typed: list[tuple[str, int]] = field(default_factory=list)  # name, longest


class Page(HTMLParser):
    """Its forms, and what no words may have made."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self.name, self.forms, self.made, self._script = name, list[Form](), list[str](), False
        self.tells = "alert(" in text
        self._form: Form | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._script = tag == "script" and told.get("type") != DATA
        for name, value in told.items():
            runs = value.strip().lower().startswith("javascript:")
            if name.startswith("on") or (runs and name in {"href", "src", "action", "formaction"}):
                self.made.append(f"{self.name}: {self.get_starttag_text()}")
        if tag == "img" and told.get("src") == "x":
            self.made.append(f"{self.name}: {self.get_starttag_text()}")
        if tag == "form":
            post = told.get("method", "").lower() == "post"
            self._form = Form(told.get("action", "")) if post else None
            self.forms += [self._form] if self._form else []
        elif self._form and told.get("name"):
            self._field(self._form, tag, told)

    def handle_endtag(self, tag: str) -> None:
        self._script = False
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._script and "alert(" in data:
            self.made.append(f"{self.name}: <script>{data[:60]}")
        if MADE in data:
            self.made.append(f"{self.name}: {data[:60]}")

    def _field(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name, kind = told["name"], told.get("type", "").lower()
        longest = int(told.get("maxlength") or 500)
        if tag == "textarea" or (tag == "input" and kind in TEXT_LIKE and "readonly" not in told):
            form.typed.append((name, longest))
        elif kind == "password":
            form.kept.append((name, PASSWORD))
        elif tag == "input" and (kind == "hidden" or "checked" in told):
            form.kept.append((name, told.get("value", "")))


def nasty(longest: int) -> str:
    return next((each for each in NASTY if len(each) <= longest), "<b>"[:longest])


@dataclass
class Sweep:
    made: Whole
    app: Flask
    visitors: dict[str, Visitor]

    def places(self) -> Iterator[tuple[str, str, str]]:
        """View, who looks, address."""
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda each: each.endpoint):
            view, known = rule.endpoint, TABLE["views"].get(rule.endpoint)
            if "GET" not in (rule.methods or set()) or rule.rule.startswith(CONFIGURED[1:]):
                continue
            if (rule.arguments and known is None) or view.startswith(
                ("assets.", "demo.", "probes")
            ):
                continue
            path = filled(known["path"], self.made.names) if known else rule.rule
            for who in (WHO.get(view.partition(".")[0], "spokesperson"), *PEOPLE):
                actor = self.made.night.desk.people[who]
                if gets_through(self.app, "GET", path, actor):
                    yield view, who, path
                    break

    def look(self, who: str, path: str, name: str) -> Page | None:
        answer = self.visitors[who].client.get(path)
        assert answer.status_code < 500, name
        return Page(answer.text, name) if answer.mimetype == "text/html" else None

    def post(self, who: str, page: Page, form: Form) -> Page:
        sent: dict[str, list[str]] = {}
        for name, value in (*form.kept, *((name, nasty(most)) for name, most in form.typed)):
            sent.setdefault(name, []).append(value)
        answer = self.visitors[who].client.post(form.action or page.name, data=sent)
        assert answer.status_code < 500, form.action
        html = answer.mimetype == "text/html"
        return Page(answer.text if html else "", f"POST {form.action}")


def test_no_word_that_somebody_types_becomes_part_of_a_page(
    night: Night, services: Services, app: Flask, clock: FixedClock, signed_in: SignedIn
) -> None:
    visitors = {who: signed_in(who) for who in PEOPLE}
    alarm = registered(visitors["spokesperson"], night.desk, clock)
    made = whole(night, services)
    made.put("alarm", alarm)
    made.put("drill", night.incident(title="桌面推演", drill=True))
    visitors["spokesperson"].post("/duty/week", roster(night.desk))
    relieved(made)
    with_children(made, "0" * 64)
    hostile(made)
    on, wrong, done = Sweep(made, app, visitors), list[str](), set[str]()
    places = list(on.places())
    forms = []
    for _view, who, path in places:
        page = on.look(who, path, path)
        for form in page.forms if page else ():
            key = form.action.partition("?")[0] or path
            if form.typed and key not in done and not key.endswith(LEAVE):
                done.add(key)
                forms.append((who, page, form))
    forms.sort(key=lambda each: each[2].action.endswith(LAST))
    for who, page, form in forms:
        assert page
        wrong += on.post(who, page, form).made
    assert len(forms) > 40
    shown = []
    for _view, who, path in places:
        seen = on.look(who, f"{path}{'&' if '?' in path else '?'}lang=en", path)
        wrong += seen.made if seen else []
        shown += [(who, path)] if seen and seen.tells else []
    for who, path in shown:
        seen = on.look(who, f"{path}{'&' if '?' in path else '?'}lang=zh-CN", path)
        wrong += seen.made if seen else []
    assert len(shown) > 15, "words are hardly shown: the sweep looks at nothing"
    assert wrong == [], "\n".join(wrong)


def hostile(made: Whole) -> None:
    """A release on its way whose title and text are payloads, in an incident of that name."""
    night, desk = made.night, made.night.desk
    incident = night.incident(title=NASTY[2])
    release = desk.draft(
        night.clock.now(), title=NASTY[2], incident_id=incident,
        text=f"11月23日20时10分许，我市示例区发生一起情况。\n<script>alert(7)</script>{NASTY[2]}",
    )  # fmt: skip
    desk.submit(night.clock.now(), release)
    made.put("reviewing", release)
    made.put("named", incident)
    made.put("drill", night.incident(title=NASTY[0], drill=True))


@pytest.mark.browser
def test_no_script_of_theirs_runs_where_most_words_are_shown(
    browser: Browser, site: str, night: Night, services: Services
) -> None:
    made = whole(night, services)
    hostile(made)
    context, page = opened(browser, site, username="unit-head")
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    release, incident = made.names["reviewing"], made.names["named"]
    for path in (
        "/", f"/releases/{release}", f"/releases/{release}/review",
        f"/releases/{release}/preview/page", f"/incidents/{incident}",
    ):  # fmt: skip
        page.goto(path)
        expect(page.locator("body")).to_contain_text("alert(8)")
        page.wait_for_timeout(200)
        assert page.locator("img[src=x], [onerror], [onclick]").count() == 0, path
    assert ran == []
    context.close()
