"""Templates are written in versions, cleared by the whole chain, and come to an end."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from console import audit
from console.database import Database
from console.kernel.errors import FayanError, Invalid, NotNow, NotThere, NotYou, Stale
from console.kernel.ids import new_id
from console.notices.queries import for_person
from console.people.queries import actor
from console.people.rules.proof import Proof
from console.people.rules.roles import Role
from console.people.service import assign_role
from console.release_templates import queries, service
from console.release_templates.house import House
from console.release_templates.rules.clearing import HOLDING, Vocabulary, Wording
from console.release_templates.service.clearing import Terms
from tests.builders import SIGNERS, Desk
from tests.fakes import FixedClock

WORDS = Vocabulary(
    frozenset({"deaths"}),
    frozenset({"initial", "update", HOLDING}),
    frozenset({"accident_disaster"}),
)
TEXT = "{{时间:time}}，{{地点:road}}发生一起{{类别:category}}。\n[[民警已到场处置。]]"
FIRST = Wording(HOLDING, (), "", TEXT)
TERMS = Terms(
    (Role.UNIT_HEAD, Role.SECRECY_REVIEWER, Role.BUREAU_LEADER), "bulletins", WORDS.facts,
    timedelta(days=180), 2000,
)  # fmt: skip


class Office:
    """An administrator who writes, and signers, each act in a transaction of its own."""

    def __init__(self, desk: Desk, clock: FixedClock) -> None:
        self.desk, self.clock, self.database = desk, clock, desk.database

    def write(self, wording: Wording = FIRST, by: str = "admin") -> UUID:
        with self.database.transaction() as tx:
            return service.create(
                tx, self.clock.now(), self.desk.people[by], WORDS, name="先期通报", wording=wording
            )

    def save(self, template: UUID, wording: Wording, seen: int = 1, by: str = "admin") -> int:
        with self.database.transaction() as tx:
            return service.save(
                tx, self.clock.now(), self.desk.people[by], WORDS,
                template_id=template, seen=seen, wording=wording,
            )  # fmt: skip

    def ask(self, template: UUID, days: int = 30, seen: int = 1, by: str = "admin") -> UUID:
        with self.database.transaction() as tx:
            return service.ask(
                tx, self.clock.now(), self.desk.people[by], TERMS, template_id=template,
                seen=seen, expires_at=self.clock.now() + timedelta(days=days),
            )  # fmt: skip

    def sign(
        self, clearance: UUID, by: str, *, seen: str | None = None, proof: Proof | None = None
    ) -> bool:
        now = self.clock.now()
        with self.database.transaction() as tx:
            digest = queries.clearance(tx, clearance).digest
            return service.sign(
                tx, now, self.desk.people[by], self.desk.policy, clearance_id=clearance,
                seen=digest if seen is None else seen, proof=proof or self.desk.proof(by, now),
            )  # fmt: skip

    def end(self, clearance: UUID, by: str, reason: str = "措辞过时") -> None:
        with self.database.transaction() as tx:
            service.end(
                tx, self.clock.now(), self.desk.people[by], clearance_id=clearance, reason=reason
            )

    def see(self, clearance: UUID) -> queries.ClearanceView:
        with self.database.snapshot() as tx:
            return queries.clearance(tx, clearance)

    def cleared(self, at: datetime | None = None) -> queries.ClearanceView | None:
        with self.database.snapshot() as tx:
            now = at or self.clock.now()
            return queries.cleared(tx, now, "accident_disaster")

    def through(self) -> UUID:
        clearance = self.ask(self.write())
        for signer in SIGNERS:
            self.sign(clearance, signer)
        return clearance


@pytest.fixture
def room(desk: Desk, clock: FixedClock) -> Office:
    return Office(desk, clock)


def test_every_change_is_a_version_and_the_same_words_make_none(room: Office) -> None:
    template = room.write()
    assert room.save(template, FIRST) == 1
    assert room.save(template, Wording(HOLDING, (), "情况通报", TEXT)) == 2
    with pytest.raises(Stale):
        room.save(template, Wording("initial", (), "别的", TEXT), seen=1)
    with room.database.snapshot() as tx:
        view = queries.template(tx, template)
    assert [(each.place, each.wording.title) for each in view.versions] == [
        (2, "情况通报"),
        (1, ""),
    ]


@pytest.mark.parametrize(
    ("wording", "field"),
    [
        (Wording("initial", (), "", "{{错"), "text"),
        (Wording("poem", (), "", TEXT), "kind"),
        (Wording("initial", ("weather",), "", TEXT), "categories"),
        (Wording("initial", (), "长" * 101, TEXT), "title"),
    ],
)
def test_what_cannot_be_read_is_not_kept(room: Office, wording: Wording, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        room.write(wording)
    assert refused.value.field == field


@pytest.mark.parametrize("by", ["spokesperson", "leader", "auditor"])
def test_only_who_manages_templates_writes_and_asks(room: Office, by: str) -> None:
    template = room.write()
    for act in (
        lambda: room.write(by=by),
        lambda: room.save(template, Wording("update", (), "", TEXT), by=by),
        lambda: room.ask(template, by=by),
    ):
        with pytest.raises(NotYou):
            act()


def test_the_one_that_names_the_category_fits_before_one_for_any(room: Office) -> None:
    room.write(Wording("initial", (), "", TEXT))
    room.write(Wording("initial", ("accident_disaster",), "专用", TEXT))
    with room.database.snapshot() as tx:
        found = [
            queries.fitting(tx, kind, category)
            for kind, category in (
                ("initial", "accident_disaster"), ("initial", "opinion"), ("final", "opinion")
            )
        ]  # fmt: skip
    assert [each and each.wording.title for each in found] == ["专用", "", None]


def test_the_whole_chain_clears_a_version_until_it_expires(room: Office) -> None:
    clearance = room.ask(room.write())
    assert room.cleared() is None
    assert [room.sign(clearance, each) for each in SIGNERS] == [False, False, True]
    found = room.cleared()
    assert found is not None
    assert found.id == clearance
    assert [each.role for each in found.signatures] == [
        "unit_head", "secrecy_reviewer", "bureau_leader"
    ]  # fmt: skip
    assert room.cleared(room.clock.now() + timedelta(days=30)) is None


def test_signing_a_clearance_keeps_the_rules_of_every_signature(room: Office) -> None:
    clearance = room.ask(room.write())
    for by, seen, code in (
        ("admin", None, "clearance.author_signs"),
        ("secrecy", None, "clearance.not_your_step"),
        ("unit-head", "0" * 64, "clearance.changed_since"),
    ):
        with pytest.raises(FayanError) as refused:
            room.sign(clearance, by, seen=seen)
        assert refused.value.code == code
    stale = room.desk.proof("unit-head", room.clock.now() - timedelta(minutes=10))
    with pytest.raises(NotYou, match=r"proof\.not_fresh"):
        room.sign(clearance, "unit-head", proof=stale)
    assert room.sign(clearance, "unit-head") is False
    assert room.sign(clearance, "unit-head") is False  # touched twice
    assert len(room.see(clearance).signatures) == 1


def test_whoever_wrote_any_version_does_not_sign_even_in_another_role(
    room: Office, clock: FixedClock
) -> None:
    template = room.write()
    with room.database.transaction() as tx:
        both = room.desk.people["unit-head"]
        assign_role(tx, clock.now(), None, both.id, Role.ADMINISTRATOR)
        room.desk.people["both"] = actor(tx, both.id)
    room.save(template, Wording(HOLDING, (), "改", TEXT), by="both")
    with pytest.raises(Invalid, match=r"chain\.nobody_for_step"):
        room.ask(template, seen=2)


@pytest.mark.parametrize(
    ("wording", "days", "code"),
    [
        (Wording("update", (), "", TEXT), 30, "clearance.kind"),
        (Wording(HOLDING, (), "", "{{话:text}}"), 30, "template.slot_not_cleared"),
        (Wording(HOLDING, (), "", "?{{时:time}}"), 30, "template.optional_not_cleared"),
        (FIRST, 0, "clearance.expiry"),
        (FIRST, 181, "clearance.expiry"),
    ],
)
def test_what_cannot_be_cleared_says_why(
    room: Office, wording: Wording, days: int, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        room.ask(room.write(wording), days=days)
    assert refused.value.code == code


def test_one_version_is_on_its_way_once_and_a_newer_one_is_asked_for_itself(room: Office) -> None:
    template = room.write()
    first = room.ask(template)
    with pytest.raises(NotNow):
        room.ask(template)
    room.save(template, Wording(HOLDING, (), "新", TEXT))
    with pytest.raises(Invalid):
        room.ask(template, seen=1)
    assert room.see(room.ask(template, seen=2)).digest != room.see(first).digest


def test_a_clearance_is_sent_back_withdrawn_or_ends_with_its_template(room: Office) -> None:
    going = room.ask(room.write())
    room.end(going, "unit-head")
    with pytest.raises(NotNow, match=r"clearance\.ended"):
        room.sign(going, "unit-head")
    done = room.through()
    with pytest.raises(NotYou):
        room.end(done, "spokesperson")
    with pytest.raises(Invalid):
        room.end(done, "legal", reason=" ")
    room.end(done, "legal")
    room.end(done, "leader", reason="再按一次")
    view = room.see(done)
    assert (view.ended_because, view.reason) == ("withdrawn", "措辞过时")
    assert room.cleared() is None
    last = room.through()
    with room.database.transaction() as tx:
        service.retire(
            tx, room.clock.now(), room.desk.people["admin"], room.see(last).version.template_id
        )
    assert room.see(last).ended_because == "retired"
    assert room.cleared() is None


def test_an_expired_one_takes_no_more_signatures(room: Office, clock: FixedClock) -> None:
    clearance = room.ask(room.write(), days=1)
    clock.at += timedelta(days=1)
    with pytest.raises(NotNow, match=r"clearance\.expired"):
        room.sign(clearance, "unit-head")


def test_whose_turn_it_is_is_told_and_no_longer_once_it_is_signed(room: Office) -> None:
    clearance = room.ask(room.write())

    def waits(by: str) -> bool:
        with room.database.snapshot() as tx:
            listed = queries.to_sign(tx, room.clock.now(), room.desk.people[by])
            told = for_person(tx, room.desk.people[by].id)
        assert bool(listed) == any(
            each.kind == "clearance.told_to_sign" and not each.seen_at for each in told
        )
        return bool(listed)

    assert waits("unit-head")
    assert not waits("secrecy")
    room.sign(clearance, "unit-head")
    assert not waits("unit-head")
    assert waits("secrecy")


def test_the_database_refuses_to_change_what_was_written_or_signed(
    room: Office, database: Database
) -> None:
    room.through()
    for statement in (
        "UPDATE template_versions SET text = '别的'",
        "DELETE FROM template_versions",
        "UPDATE template_clearances SET expires_at = '2030-01-01 00:00:00'",
        "UPDATE template_clearances SET package = '{}'",
        "UPDATE clearance_signatures SET person_name = '某'",
        "DELETE FROM clearance_signatures",
    ):
        with pytest.raises(DBAPIError, match="is kept"), database.transaction() as tx:
            tx.execute(text(statement))


def test_the_houses_own_are_planted_once_and_stay_as_they_were_made(room: Office) -> None:
    house = (House("first", "首报", FIRST), House("second", "再报", FIRST))
    with room.database.transaction() as tx:
        assert service.plant(tx, room.clock.now(), WORDS, house[:1]) == 1
        assert service.plant(tx, room.clock.now(), WORDS, house) == 1
        made = queries.templates(tx)
        room_id = made[0].id
    room.save(room_id, Wording(HOLDING, (), "改过", TEXT))
    with room.database.transaction() as tx:
        assert service.plant(tx, room.clock.now(), WORDS, house) == 0
        assert queries.template(tx, room_id).newest.wording.title == "改过"


def test_the_audit_names_every_act(room: Office) -> None:
    room.end(room.through(), "legal")
    with room.database.snapshot() as tx:
        assert audit.verify(tx).broken is None
        names = tx.execute(text("SELECT name FROM audit_events ORDER BY seq")).scalars().all()
    assert [each for each in names if each.startswith("templates:")] == [
        "templates:template:saved", "templates:clearance:asked",
        *["templates:clearance:signed"] * 3, "templates:clearance:cleared",
        "templates:clearance:ended",
    ]  # fmt: skip


def test_nothing_is_there_under_an_unknown_id(room: Office) -> None:
    with pytest.raises(NotThere):
        room.save(new_id(), FIRST)
    with pytest.raises(NotThere):
        room.end(new_id(), "legal")
