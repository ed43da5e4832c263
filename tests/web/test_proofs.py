"""Every view that changes something takes a proof of person, or says why it needs none."""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from console.audit import Event
from console.audit.records import AuditEvent
from console.people import factors
from console.people.rules.totp import new_secret
from console.web.services import Services
from tests.fakes import FixedClock
from tests.web.enrolled import Phone
from tests.web.running import Night
from tests.web.test_duty import form as roster
from tests.web.visitor import PASSWORD, Visitor
from tests.web.whole import Whole, relieved, whole, with_passkey

TABLE = tomllib.loads((Path(__file__).parent / "proofs.toml").read_text(encoding="utf-8"))
ASKED = "请输入身份验证器里的 6 位数字"
SignedIn = Callable[[str], Visitor]


def changing(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set())}


def test_every_view_that_changes_something_is_there_once(app: Flask) -> None:
    assert changing(app) - set(TABLE["proof"]) - set(TABLE["because"]) == set()
    assert set(TABLE["proof"]) & set(TABLE["because"]) == set()


def test_what_needs_none_says_why() -> None:
    assert [view for view, why in TABLE["because"].items() if len(why) < 7] == []


def last(made: Whole) -> int:
    """Of what was done. That a refused form showed the text is on record, and does nothing."""
    done = select(func.max(AuditEvent.seq)).where(AuditEvent.name != Event.READ_EARLY)
    with made.night.desk.database.snapshot() as tx:
        return tx.scalar(done) or 0


def enrolled(services: Services, clock: FixedClock, night: Night, who: str) -> Phone:
    """As somebody who has set up an authenticator, and is signed in."""
    actor, keyring, secret = night.desk.people[who], services.means.keyring, new_secret()
    phone = Phone(secret, clock)
    with services.database.transaction() as tx:
        factors.begin_totp(tx, clock.now(), actor, keyring, secret)
        factors.confirm_totp(tx, clock.now(), actor, keyring, phone.now())
    return phone


def filled(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [filled(each, names) for each in value]
    return value.format_map(names) if isinstance(value, str) else value


def test_none_of_them_does_anything_without_a_proof(
    night: Night, services: Services, clock: FixedClock, signed_in: SignedIn
) -> None:
    made = whole(night, services)
    cases: dict[str, dict[str, Any]] = TABLE["proof"]
    people = {each[key] for each in cases.values() for key in ("who", "witness") if key in each}
    visitors = {who: signed_in(who) for who in sorted(people)}
    visitors["spokesperson"].post("/duty/week", roster(night.desk))
    relieved(made)
    with_passkey(made)
    phones = {who: enrolled(services, clock, night, who) for who in sorted(people)}
    wrong = []
    for view, case in cases.items():
        visitor, path = visitors[case["who"]], filled(case["path"], made.names)
        form = {key: filled(each, made.names) for key, each in case.get("form", {}).items()}
        before = last(made)
        refused = visitor.post(path, form)
        if ASKED not in refused.text or refused.status_code < 400 or last(made) != before:
            wrong.append((view, "without", refused.status_code, last(made) - before))
        if "asks" in case:
            continue
        proof = {"code": phones[case["who"]].code()}
        if "witness" in case:
            proof["witness_code"] = phones[case["witness"]].now()
        done = visitor.post(path, {**form, **proof})
        if done.status_code >= 400 or (last(made) == before and not case.get("silent")):
            wrong.append((view, "with", done.status_code, last(made) - before))
    assert wrong == [], "\n".join(map(str, wrong))


STATE = re.compile(r"state=([\w-]+)")


def test_what_was_proved_at_the_start_holds_for_that_person_and_a_while(
    signed_in: SignedIn, clock: FixedClock, services: Services, night: Night
) -> None:
    whole(night, services)

    def set_out(visitor: Visitor) -> str:
        page = visitor.post("/platforms/weibo/authorise", {"password": PASSWORD})
        found = STATE.search(page.text)
        assert found, page.text
        return f"/platforms/weibo/connected?code=any&state={found[1]}"

    visitor = signed_in("admin")
    assert visitor.post("/platforms/weibo/authorise").status_code == 403
    back = set_out(visitor)
    clock.move(minutes=16)
    visitor.get(back)
    assert "停留太久" in visitor.get("/platforms/").text
    back = set_out(visitor)
    visitor.post("/sign-out")
    visitor.sign_in("admin-2")
    visitor.get(back)
    assert "不是从这个页面开始的" in visitor.get("/platforms/").text
