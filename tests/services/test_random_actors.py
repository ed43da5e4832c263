"""Random people do random things at a whole bureau: drafting, sending to review, signing (late too,
with another's proof, on older words), authorisations given, passed on, revoked and used at their
last second, telephone, on scene and its review, cleared statements, overrides, holds and what may
pass them, withdrawals, errata and corrections, roles and accounts, the roster, levels.

What must hold is read by ``tests/actors/oracle.py`` from the rows alone, at every word to a channel
and after every deed: a complete, valid chain on exactly these words, no signature by an author, no
dead authorisation, nobody twice. It notices each guard that is taken away (``mutations``). For more
days: ``FAYAN_ACTORS=500``.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.database import Database
from console.people.records import RoleAssignment
from console.releases.policy import from_settings
from console.releases.records import Release, Signature
from console.settings import Settings
from tests.actors.bureau import Bureau
from tests.actors.crowd import Crowd
from tests.actors.drive import Seen, drive
from tests.actors.gambits import GAMBITS
from tests.actors.mutations import mutations, noticed
from tests.actors.oracle import CONFIG, Chains, Oracle
from tests.builders import without_trigger
from tests.fakes import FixedClock
from tests.services.test_chains import LAW
from tests.staffed import Staffed

CAME = (
    "give", "pass_on", "revoke", "call", "answer", "scene", "cite", "override", "send_through",
    "withdraw", "shift", "account", "take_role", "end_clearance", "release.author_signs",
    "release.not_your_step", "release.attested_call", "proof.not_fresh", "proof.for_another_act",
    "authorisation.has_ended", "authorisation.was_revoked", "authorisation.has_no_ground",
    "authorisation.not_for_this", "authorisation.from_an_author", "authorisation.not_held",
    "authorisation.from_a_signer", "release.authorised_a_signer",
    "authorisation.wider", "telephone.one_only", "telephone.wrong_code", "telephone.over",
    "hold.may_not_pass", "erratum.touched_figure", "override.author", "scene.not_ticked",
    "scene.review_overdue_first", "clearance.not_on_duty", "finding.pii.id_number",
)  # fmt: skip
"""The crowd got everywhere, and was refused for each reason."""
USUAL: Chains = tuple(CONFIG["chains"])
SIDE_BY_SIDE: Chains = (
    {"steps": [{"role": "unit_head"}, {"role": "secrecy_reviewer", "together": "law"},
               {"role": "legal_reviewer", "together": "law"}, {"role": "bureau_leader"}]},
)  # fmt: skip


@pytest.fixture
def bureau(database: Database, office: Staffed, settings: Settings, clock: FixedClock) -> Bureau:
    return Bureau.laid(database, office, from_settings(settings), settings, clock)


def test_nothing_goes_out_unsigned_and_nobody_signs_their_own(
    bureau: Bureau, tmp_path: Path
) -> None:
    seen = Seen()
    drive(bureau, tmp_path, USUAL, first=GAMBITS.values(), days=2, seen=seen)
    assert seen.out["website"]
    assert seen.out["weibo"]
    for each in CAME:
        assert seen.came[each], each


def test_so_it_is_where_two_steps_are_signed_side_by_side(
    database: Database, office: Staffed, settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    policy, seen = replace(from_settings(settings), chains=(LAW,)), Seen()
    bureau = Bureau.laid(database, office, policy, settings, clock)
    drive(bureau, tmp_path, SIDE_BY_SIDE, days=1, seen=seen)
    assert seen.out["website"]


@pytest.mark.postgres
def test_so_it_is_on_postgresql(
    cluster: Database, office: Staffed, settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    seen = Seen()
    bureau = Bureau.laid(cluster, office, from_settings(settings), settings, clock)
    drive(bureau, tmp_path, USUAL, first=list(GAMBITS.values())[::14], days=1, seen=seen)
    assert seen.out["website"]


@pytest.mark.slow
def test_each_guard_that_is_taken_away_is_noticed(bureau: Bureau, tmp_path: Path) -> None:
    missed = [name for name in mutations() if not noticed(bureau, tmp_path, name)]
    assert len(mutations()) > 30
    assert missed == []


def forge(change: Callable[[Signature], None]) -> Callable[[Session, Bureau], None]:
    def forged(tx: Session, bureau: Bureau) -> None:
        without_trigger(tx, "signatures_once", "signatures")
        rows = tx.scalars(select(Signature).where(Signature.release_id == bureau.published))
        change(rows.all()[1])

    return forged


def revoked(tx: Session, bureau: Bureau) -> None:
    row = tx.scalars(
        select(RoleAssignment).where(RoleAssignment.person_id == bureau.ids["secrecy"])
    ).one()
    row.revoked_at = row.assigned_at


def reworded(tx: Session, bureau: Bureau) -> None:
    row = tx.get_one(Release, bureau.published)
    row.package = row.package.replace("民警", "协警")


@pytest.mark.parametrize(
    ("word", "change"),
    [
        ("author signed", lambda b: forge(lambda row: setattr(row, "person_id", b.ids["editor"]))),
        ("signature of other words", lambda _: forge(lambda row: setattr(row, "digest", "0" * 64))),
        ("incomplete", lambda _: forge(lambda row: setattr(row, "role", "legal_reviewer"))),
        ("no authorisation", lambda _: forge(lambda row: setattr(row, "authorisation", "A1"))),
        ("no call", lambda _: forge(lambda row: setattr(row, "proof", "telephone"))),
        ("role not held", lambda _: revoked),
        ("digest", lambda _: reworded),
    ],
)  # fmt: skip
def test_the_oracle_sees_what_is_forged(
    bureau: Bureau,
    tmp_path: Path,
    word: str,
    change: Callable[[Bureau], Callable[[Session, Bureau], None]],
) -> None:
    with bureau.day(tmp_path) as desk:
        crowd = Crowd(bureau, desk, Oracle(desk.database.engine))
        with desk.database.snapshot() as tx:
            row = tx.get_one(Release, bureau.published)
            said = row.number or "", (row.title, row.digest), "website"
        assert crowd.oracle.going_out(*said, bureau.clock.now()) == []
        with desk.database.transaction() as tx:
            change(bureau)(tx, bureau)
        assert word in crowd.oracle.going_out(*said, bureau.clock.now())
