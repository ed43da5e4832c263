"""Somebody edits the database by hand: signatures, chains, roles, authorisations, digests. What the
database refuses, what the warrant says of the rest, and what the audit's verifier says."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from console.audit.service import verify
from console.database import Database
from console.kernel.errors import NotYou
from console.people.records import RoleAssignment
from console.people.rules.roles import Role
from console.people.service import revoke_role
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action, Bulletin
from console.publishing.rules.states import DeliveryState
from console.releases import service
from console.releases.records import Release, Signature
from console.releases.rules.package import digest_of
from console.releases.rules.signing import Chain
from console.releases.rules.workflow import Stage
from console.releases.shelf import DatabaseManuscripts
from tests.builders import Desk, without_trigger
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.ledger_room import Room

Edit = Callable[[Session, Desk, UUID], None]


class Undone(Exception):
    """Nothing of it is kept."""


def judged(tx: Session, desk: Desk, clock: FixedClock, release_id: UUID) -> str | None:
    """What the warrant says of a delivery of what is there now."""
    release = tx.get_one(Release, release_id)
    asked = Delivery(
        release_id=release_id, digest=release.digest, channel="website", account="website",
        action=Action.PUBLISH, state=DeliveryState.DUE,
    )  # fmt: skip
    return service.ReleaseWarrant(desk.policy).refusal(tx, asked, clock.now())


def refusal(desk: Desk, clock: FixedClock, release_id: UUID) -> str | None:
    with desk.database.snapshot() as tx:
        return judged(tx, desk, clock, release_id)


def rows(tx: Session, release_id: UUID) -> list[Signature]:
    asked = select(Signature).where(Signature.release_id == release_id).order_by(Signature.step)
    return list(tx.scalars(asked))


def change(place: int, **values: Any) -> Edit:
    """Of one signature, its trigger gone."""

    def edit(tx: Session, desk: Desk, release_id: UUID) -> None:
        without_trigger(tx, "signatures_once", "signatures")
        for name, value in values.items():
            given = desk.people[value].id if name == "person_id" else value
            setattr(rows(tx, release_id)[place], name, given)

    return edit


def repackage(alter: Callable[[dict[str, Any]], object]) -> Edit:
    """Everything that is signed, with every digest made to match."""

    def edit(tx: Session, desk: Desk, release_id: UUID) -> None:
        del desk
        without_trigger(tx, "signatures_once", "signatures")
        release = tx.get_one(Release, release_id)
        package = json.loads(release.package)
        alter(package)
        release.package = json.dumps(
            package, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        release.digest = digest_of(release.package)
        for place, row in enumerate(rows(tx, release_id)):
            row.digest, row.step = release.digest, place

    return edit


def without_first_step(tx: Session, desk: Desk, release_id: UUID) -> None:
    """The head of unit's step taken out of chain and signatures alike."""
    without_trigger(tx, "signatures_delete", "signatures")
    without_trigger(tx, "signatures_once", "signatures")
    tx.delete(rows(tx, release_id)[0])
    tx.flush()

    def shorter(package: dict[str, Any]) -> None:
        package["chain"] = package["chain"][1:]
        for name in ("due_minutes", "together"):
            package["chain_terms"][name] = package["chain_terms"][name][1:]

    repackage(shorter)(tx, desk, release_id)


def without_role(tx: Session, desk: Desk, release_id: UUID) -> None:
    del desk, release_id
    tx.execute(text("DELETE FROM role_assignments WHERE role = 'secrecy_reviewer'"))


def given_later(tx: Session, desk: Desk, release_id: UUID) -> None:
    """The role, by its own row, was theirs only after they had signed."""
    held = select(RoleAssignment).where(RoleAssignment.person_id == desk.people["secrecy"].id)
    tx.scalars(held).one().assigned_at = rows(tx, release_id)[1].signed_at + timedelta(seconds=1)


def test_what_nobody_touched_goes_out_whatever_the_fraction_of_its_second(
    desk: Desk, clock: FixedClock
) -> None:
    """The audit keeps whole seconds, the rows do not."""
    clock.at = clock.now().replace(microsecond=987_654)
    assert refusal(desk, clock, desk.signed(clock.now())) is None


EDITS: tuple[tuple[Edit, str], ...] = (
    (change(1, person_id="spokesperson"), "warrant.signed_by_author"),
    (change(1, person_id="leader"), "warrant.signed_by_author"),
    (change(1, person_id="auditor"), "warrant.role"),
    (change(2, person_id="leader-2"), "warrant.unrecorded"),
    (change(1, proof="passkey"), "warrant.unrecorded"),
    (change(1, proof="telephone"), "warrant.telephone"),
    (change(1, authorisation="2026-A0001"), "warrant.authorisation"),
    (change(1, digest="0" * 64), "warrant.not_signed"),
    (change(1, role="legal_reviewer"), "warrant.not_signed"),
    (change(2, step=5), "warrant.not_signed"),
    (without_role, "warrant.role"),
    (given_later, "warrant.role"),
    (repackage(lambda package: package.update(title="改过的标题")), "warrant.unrecorded"),
    (repackage(lambda package: package["chain"].pop(0)), "warrant.not_signed"),
    (without_first_step, "warrant.unrecorded"),
)


def test_what_was_edited_behind_the_console_does_not_go_out(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.signed(clock.now())
    assert refusal(desk, clock, release_id) is None
    for place, (edit, code) in enumerate(EDITS):
        with suppress(Undone), desk.database.transaction() as tx:
            edit(tx, desk, release_id)
            tx.flush()
            assert judged(tx, desk, clock, release_id) == code, place
            assert verify(tx).broken is None  # nobody touched the audit: it is the witness
            raise Undone
    assert refusal(desk, clock, release_id) is None


def test_a_signature_written_by_hand_completes_nothing(room: Room, clock: FixedClock) -> None:
    """On both databases: the last row, and the stage with it."""
    desk = room.desk
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    for by in ("unit-head", "secrecy"):
        desk.sign(clock.now(), release_id, digest, by)
    with desk.database.transaction() as tx:
        release, leader = tx.get_one(Release, release_id), desk.people["leader"]
        tx.add(
            Signature(
                release_id=release_id, revision=release.revision, digest=digest, step=2,
                role="bureau_leader", person_id=leader.id, person_name=leader.name,
                post=leader.post, signed_at=clock.now(), proof="passkey",
            )
        )  # fmt: skip
        release.stage, release.signed_at = Stage.SCHEDULED, clock.now()
    assert refusal(desk, clock, release_id) == "warrant.unrecorded"


STATEMENTS = (
    "UPDATE signatures SET digest = 'x'",
    "UPDATE signatures SET person_id = (SELECT id FROM people WHERE username = 'leader-2')",
    "UPDATE signatures SET role = 'legal_reviewer', step = 9",
    "UPDATE signatures SET proof = 'passkey', authorisation = 'x'",
    "DELETE FROM signatures",
    "UPDATE audit_events SET actor = 'x'",
    "DELETE FROM audit_events",
)


def test_the_database_itself_refuses(desk: Desk, clock: FixedClock) -> None:
    desk.signed(clock.now())
    for statement in STATEMENTS:
        with pytest.raises(DBAPIError), desk.database.transaction() as tx:
            tx.execute(text(statement))


def test_a_chain_made_shorter_in_the_configuration_shortens_nothing_that_was_submitted(
    desk: Desk, clock: FixedClock
) -> None:
    """Signed by value: neither a step less nor a step more afterwards."""
    done, waiting = desk.signed(clock.now()), desk.draft(clock.now())
    digest = desk.submit(clock.now(), waiting)
    desk.policy = replace(desk.policy, chains=(Chain("s", "短", (Role.SECRECY_REVIEWER,)),))
    desk.sign(clock.now(), waiting, digest, "unit-head")
    desk.sign(clock.now(), waiting, digest, "secrecy")
    assert desk.see(waiting).row.stage is Stage.IN_REVIEW
    assert refusal(desk, clock, waiting) == "warrant.not_signed"
    assert refusal(desk, clock, done) is None
    assert desk.sign(clock.now(), waiting, digest, "leader")


def test_what_somebody_signed_before_their_role_was_taken_goes_out(
    desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.signed(clock.now())
    clock.move(seconds=1)
    with desk.database.transaction() as tx:
        revoke_role(
            tx, clock.now(), desk.people["admin"], desk.people["leader"].id, Role.BUREAU_LEADER
        )
    assert refusal(desk, clock, release_id) is None


def test_a_role_taken_while_a_request_is_under_way_signs_nothing(
    desk: Desk, clock: FixedClock
) -> None:
    """The actor was read when the request began; the rows are asked again."""
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    with desk.database.transaction() as tx:
        revoke_role(
            tx, clock.now(), desk.people["admin"], desk.people["unit-head"].id, Role.UNIT_HEAD
        )
    with pytest.raises(NotYou, match="not_permitted"):
        desk.sign(clock.now(), release_id, digest, "unit-head")


def test_the_verifier_names_a_signature_taken_out_of_the_audit(
    desk: Desk, clock: FixedClock, database: Database
) -> None:
    release_id = desk.signed(clock.now())
    connection = sqlite3.connect(str(database.url.database))
    connection.execute("DROP TRIGGER audit_events_delete")
    taken = connection.execute(
        "SELECT max(seq) FROM audit_events WHERE name = 'releases:release:signed'"
    ).fetchone()[0]
    connection.execute("DELETE FROM audit_events WHERE seq = ?", (taken,))
    connection.commit()
    connection.close()
    with database.snapshot() as tx:
        assert verify(tx).broken is not None
    assert refusal(desk, clock, release_id) == "warrant.unrecorded"


def test_words_changed_between_the_claim_and_the_call_leave_nowhere(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    release = desk.signed(clock.now())
    written = DatabaseManuscripts(press.database, press.policy)

    class Quicker:
        def bulletins(self, deliveries: Sequence[UUID]) -> tuple[Bulletin, ...]:
            with press.database.transaction() as tx:
                row = tx.get_one(Release, release)
                row.package = (row.package or "").replace("已到场", "未到场")
            return written.bulletins(deliveries)

    dispatcher = press.dispatcher(manuscripts=Quicker())
    dispatcher.tick()
    assert (press.website.told, press.weibo.calls) == ([], [])
    assert press.states()["website"] is DeliveryState.RETRYING
    clock.move(minutes=1)
    dispatcher.tick()
    assert press.row("website").trouble == "warrant.digest_differs"
    assert press.states()["website"] is DeliveryState.FAILED
    assert (press.website.told, press.feeds.told) == ([], [])
