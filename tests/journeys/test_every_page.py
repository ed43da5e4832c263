"""Every page there is: nobody is shut out by an eye, a finger, a keyboard or a language."""

from collections.abc import Iterable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext

from console.language import DEFAULT
from console.people.service import set_language
from console.web import create_app
from console.web.services import Services
from tests.journeys import busy, places
from tests.journeys.looking import Eye
from tests.journeys.office import Office
from tests.journeys.people import sign_in
from tests.journeys.places import Place

pytestmark = pytest.mark.browser
ALONE = True  # a night leaves holds, shifts and requests behind
LANGUAGES = {DEFAULT: "zh-CN", "en": "en"}
# Pages of the console are made alike in both languages: axe judges each width in one of them.
JUDGED = {DEFAULT: {"at_desk": ""}, "en": {"on_phone": ""}}
OTHER_LANGUAGE = "中文"


@pytest.fixture(scope="module")
def night(office: Office) -> busy.Night:
    return busy.begin(office)


@pytest.fixture(scope="module")
def eyes(office: Office, browser: Browser) -> Iterator["Eyes"]:
    opened = Eyes(office, browser)
    yield opened
    for context, _ in opened.known.values():
        context.close()


class Eyes:
    """One browser a person, signed in once."""

    def __init__(self, office: Office, browser: Browser) -> None:
        self._office, self._browser = office, browser
        self.known: dict[str, tuple[BrowserContext, Eye]] = {}

    def of(self, who: str) -> Eye:
        if who not in self.known:
            bureau = self._office.bureau
            context = self._browser.new_context(
                base_url=bureau.console, locale="zh-CN", reduced_motion="reduce"
            )
            page = context.new_page()
            if who:
                sign_in(page, who)
            eye = Eye(page, homes=(bureau.console, bureau.newsroom, bureau.rehearsal))
            self.known[who] = (context, eye)
        return self.known[who][1]


@pytest.fixture(scope="module")
def console_app(office: Office) -> Flask:
    wired = office.wired
    return create_app(Services(wired.settings, wired.database, wired.clock))


def test_no_page_of_the_console_is_forgotten(console_app: Flask, night: busy.Night) -> None:
    views = {
        rule.endpoint for rule in console_app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    visited = set(places.console(night))
    assert views == visited | set(places.NO_PAGE)
    assert not visited & set(places.NO_PAGE)


@pytest.fixture
def language(request: pytest.FixtureRequest, office: Office) -> Iterator[str]:
    """Everybody reads it, until the test is over."""
    speak(office, str(request.param))
    yield str(request.param)
    speak(office, DEFAULT)


def speak(office: Office, language: str) -> None:
    with office.wired.database.transaction() as tx:
        for person in office.desk.people.values():
            set_language(tx, person.id, language)


@pytest.mark.timeout(400)  # a hundred pages, twice each
@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
def test_everybody_can_use_every_page_of_the_console(
    eyes: Eyes, office: Office, night: busy.Night, language: str
) -> None:
    known = written_by_people(office) if language == "en" else ()
    faults: dict[str, list[str]] = {}
    usual = (place for each in places.console(night).values() for place in each)
    for place in (*usual, *places.beside(night)):
        eye = eyes.of(place.who)
        asked = place.path if place.who else spoken(place.path, language)
        response = eye.open(place, office.bureau.console + asked)
        # the preview is a page of the newsroom, which is Chinese
        of_console = not place.path.endswith("/preview/page")
        wanted = LANGUAGES[language] if of_console else "zh-CN"
        found = eye.faults(response, place, language=wanted, **JUDGED[language])
        if language == "en" and of_console:
            found += [f"not in English: {each}" for each in eye.chinese(known)]
        if found:
            faults[f"{place.who or 'nobody'} {asked}"] = found
    assert not faults, told(faults)


def test_everybody_can_read_every_page_of_the_newsroom(
    eyes: Eyes, office: Office, night: busy.Night
) -> None:
    faults = seen(eyes.of(""), office.bureau.newsroom, places.newsroom(office, night))
    assert not faults, told(faults)


def test_everybody_can_use_the_stand_ins(eyes: Eyes, office: Office, night: busy.Night) -> None:
    faults = seen(eyes.of(""), office.bureau.rehearsal, places.rehearsal(office))
    assert not faults, told(faults)


def spoken(path: str, language: str) -> str:
    """For who has no language of their own."""
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


def seen(eye: Eye, home: str, shown: Iterable[Place]) -> dict[str, list[str]]:
    faults = {}
    for place in shown:
        response = eye.open(place, home + place.path)
        language = "en" if place.path.startswith("/en/") else "zh-CN"
        if found := eye.faults(response, place, language=language):
            faults[place.path] = found
    return faults


def told(faults: dict[str, list[str]]) -> str:
    return "".join(f"\n{where}\n  " + "\n  ".join(found) for where, found in faults.items())


def written_by_people(office: Office) -> list[str]:
    """What stays Chinese in English: titles, names, places, reasons. The longest first."""
    config = office.wired.settings.config
    rows = (
        *office.rows("SELECT name, post, unit FROM people"),
        *office.rows("SELECT title, list_title, withdrawal_reason FROM releases"),
        *office.rows("SELECT title, place, level_basis, closing_reason FROM incidents"),
        *office.rows("SELECT name FROM files"),
        *office.rows("SELECT name FROM release_templates"),
        *office.rows("SELECT comment FROM signatures"),
        *office.rows("SELECT text FROM remarks"),
    )
    names = {
        *(str(value) for row in rows for value in row),
        *(account.title for account in config.accounts),
        *(column.name for column in config.columns),
        config.bureau.name, config.bureau.short_name, config.bureau.press_office,
        config.site.title, OTHER_LANGUAGE,
    }  # fmt: skip
    return sorted((name for name in names if name), key=len, reverse=True)
