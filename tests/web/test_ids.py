"""Ids of other people's things: every view with one in its address, asked by who should not."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from console.audit import Event
from console.audit.records import AuditEvent
from console.authorisations import service as authorisations
from console.authorisations.policy import from_settings as authorising
from console.authorisations.queries import granted_to
from console.authorisations.rules.giving import Wanted
from console.people import queries as people
from console.people.records import RoleAssignment
from console.people.rules.actor import Actor
from console.people.rules.granted import Scope
from console.people.rules.roles import Role
from console.people.service import Particulars, add_person, assign_role
from console.releases.rules.content import AttachmentRef
from console.web.services import Services
from tests.fakes import FixedClock
from tests.pictures import PNG
from tests.scened import ELSEWHERE
from tests.web.running import Night
from tests.web.test_clocks import registered
from tests.web.test_duty import form as roster
from tests.web.test_gate import gets_through
from tests.web.test_proofs import filled
from tests.web.test_reading import brought
from tests.web.visitor import Visitor
from tests.web.whole import REASON, SECRET, Whole, relieved, whole, with_children

TABLE = tomllib.loads((Path(__file__).parent / "ids.toml").read_text(encoding="utf-8"))
NO_ID = {"assets.file"}  # the name of a public file
CONFIGURED = ("/platforms/", "/carriers/", "/rollout/accounts/")  # names, not ids
TOKENS = "/callbacks/"  # sealed, and only in one mail
TEXTS = ("待写的稿子", "待签的稿子", "交通管制通告")
REFUSALS = (
    Event.ACCESS_DENIED, Event.SIGN_IN_FAILED, Event.FACTOR_REFUSED,
    Event.READ_EARLY,  # who was refused saw the text again, and that is on record
)  # fmt: skip
HIDDEN: dict[str, tuple[str, ...]] = {
    "stranger": (*TEXTS, REASON),
    "reader": (),
    "granted": (REASON,),
    "author": (REASON,),
}
"""Of an authorisation, who watches over all of them may know; texts, whoever works here."""
ASKED: dict[str, Callable[["Asking"], Actor]] = {
    "stranger": lambda on: on.actor("stranger"),
    "reader": lambda on: on.actor("auditor"),
    "granted": lambda on: on.actor("media-reception"),
    "author": lambda on: on.actor("editor"),
}
"""No role; may only look; an authorisation for another incident; the author of another text."""
SignedIn = Callable[[str], Visitor]


@dataclass
class Asking:
    made: Whole
    visitors: dict[str, Visitor]
    tokens: dict[str, str] = field(default_factory=dict)

    def told(self) -> int:
        """Events, but for those of who was refused."""
        with self.made.night.desk.database.snapshot() as tx:
            kept = AuditEvent.name.not_in(REFUSALS)
            return tx.scalar(select(func.count()).select_from(AuditEvent).where(kept)) or 0

    def actor(self, username: str) -> Actor:
        """As the gate sees them."""
        with self.made.night.desk.database.snapshot() as tx:
            found = people.card_of_username(tx, username)
            assert found
            now = self.made.night.clock.now()
            return replace(people.actor(tx, found.id), granted=granted_to(tx, now, found.id))

    def ask(self, who: str, method: str, path: str, form: Mapping[str, str]) -> TestResponse:
        visitor, address = self.visitors[who], filled(path, self.made.names)
        if who not in self.tokens:
            self.tokens[who] = visitor.token()
        sent = {key: filled(each, self.made.names) for key, each in form.items()}
        sent["csrf_token"] = self.tokens[who]
        return visitor.client.open(address, method=method, data=sent if method == "POST" else None)


def opened(answer: TestResponse) -> bool:
    away = (answer.location or "").startswith("/sign-in")
    return answer.status_code not in {403, 404} and not away


def with_id(app: Flask) -> dict[str, str]:
    """View → method."""
    return {
        rule.endpoint: "GET" if "GET" in (rule.methods or set()) else "POST"
        for rule in app.url_map.iter_rules()
        if rule.arguments
        and rule.endpoint not in NO_ID
        and not rule.rule.startswith((*CONFIGURED, TOKENS))
    }


def asking(
    night: Night, services: Services, app: Flask, clock: FixedClock, signed_in: SignedIn,
    password_hash: str,
) -> Asking:  # fmt: skip
    spokesperson, desk = signed_in("spokesperson"), night.desk
    alarm = registered(spokesperson, desk, clock)
    made = whole(night, services)
    spokesperson.post("/duty/week", roster(desk))
    relieved(made)
    made.put("alarm", alarm)
    file = brought(app, desk, PNG)
    ref = AttachmentRef(file.sha256, file.name, file.media_type, file.size)
    desk.write(clock.now(), UUID(made.names["draft"]), attachments=(ref,))
    visitors = {"reader": signed_in("auditor"), "author": signed_in("editor")}
    visitors["leader"] = signed_in("leader")
    elsewhere = night.incident(title=ELSEWHERE.title)
    made.put("drill", night.incident(title="桌面推演", drill=True))
    wanted = Wanted(
        Role.BUREAU_LEADER, desk.people["media-reception"].id, Scope(elsewhere), clock.now(),
        clock.now() + timedelta(hours=6),
    )  # fmt: skip
    with desk.database.transaction() as tx, signing_for_a_while(tx, clock.now(), wanted.person_id):
        add_person(
            tx, clock.now(), None, username="stranger", password_hash=password_hash,
            particulars=Particulars("某某", "民警", "处"),
        )  # fmt: skip
        authorisations.give(
            tx, clock.now(), desk.people["leader"], authorising(services.settings), desk.policy,
            wanted, reason="那一起", proof=desk.proof("leader", clock.now()),
        )  # fmt: skip
    visitors["stranger"], visitors["granted"] = signed_in("stranger"), signed_in("media-reception")
    with_children(made, file.sha256)
    desk.draft(clock.now(), by="editor", title="另一篇")
    return Asking(made, visitors)


@contextmanager
def signing_for_a_while(tx: Session, at: datetime, person: UUID) -> Iterator[None]:
    """Nobody without a role in signing is authorised; the authorisation outlives the role."""
    assign_role(tx, at, None, person, Role.LEGAL_REVIEWER)
    yield
    lent = (RoleAssignment.person_id == person, RoleAssignment.role == Role.LEGAL_REVIEWER)
    for row in tx.scalars(select(RoleAssignment).where(*lent)):
        row.revoked_at = at


def mixed_up(on: Asking, app: Flask, signed_in: SignedIn) -> Iterator[tuple[object, ...]]:
    """A child under another parent, asked by who may do it under its own."""
    for view, mixed in TABLE["mixed"].items():
        who = mixed["who"]
        if who not in on.visitors:
            on.visitors[who] = signed_in(who)
        before = on.told()
        answer = on.ask(who, with_id(app)[view], mixed["path"], {})
        if answer.status_code != 404 or on.told() != before:
            yield view, "under another parent", answer.status_code, on.told() - before


def test_every_view_with_an_id_is_there(app: Flask) -> None:
    assert set(with_id(app)) == set(TABLE["views"])


@pytest.mark.timeout(400)  # every view with an id, as four people
def test_an_id_opens_nothing_to_whom_it_is_not_for(
    night: Night, services: Services, app: Flask, clock: FixedClock, signed_in: SignedIn,
    password_hash: str,
) -> None:  # fmt: skip
    on = asking(night, services, app, clock, signed_in, password_hash)
    views: dict[str, Any] = TABLE["views"]
    wrong = list(mixed_up(on, app, signed_in))
    for who, visitor in ASKED.items():
        for view, method in with_id(app).items():
            path, named = views[view]["path"], views[view].get("opens", "").split()
            opens = who in named
            if method == "GET" and who == "author" and opens and "reader" in named:
                continue  # the same page
            if not gets_through(app, method, filled(path, on.made.names), visitor(on)):
                wrong += [(view, who, "is refused at the gate")] if opens else []
                continue
            before = on.told()
            answer = on.ask(who, method, path, views[view].get("form", {}))
            may, words = opened(answer), answer.data.decode(errors="replace")
            if may != opens:
                wrong.append((view, who, "opened" if may else "closed", answer.status_code))
            if not may and on.told() != before:
                wrong.append((view, who, "left something in the audit"))
            if seen := [each for each in HIDDEN[who] if each in words and not opens]:
                wrong.append((view, who, "shown", seen))
            if SECRET in words:
                wrong.append((view, who, "notes between signers"))
    assert wrong == [], "\n".join(map(str, wrong))


def test_both_ids_of_a_view_are_mixed_up_somewhere(app: Flask) -> None:
    two = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint in TABLE["views"] and len(rule.arguments - {"kind", "page"}) > 1
    }
    assert set(TABLE["mixed"]) == two
