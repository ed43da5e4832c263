"""Can the crowd fail? Each guard is taken away, one at a time, and the day of ``gambits`` that goes
for it is lived again: the oracle has to see a breach.

``python -m tests.actors.mutations`` prints each with the words of its breach. Two guards stand
behind others, so that one alone makes no breach: ``check_signer``'s second step behind the answer
to a double touch, the dispatcher's hold behind the look before each call. There both are gone.
"""

import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copy
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import true

from console import audit, schema
from console.authorisations import queries as authorised
from console.authorisations import service as authorising
from console.database import Database
from console.people.rules.granted import Scope
from console.people.rules.signing import Standing
from console.publishing import batch, due, holds, progress
from console.release_templates.queries import ClearanceView
from console.releases.policy import ReleasePolicy, from_settings
from console.releases.service import (
    approval,
    citing,
    errata,
    found,
    guard,
    holding,
    on_scene,
    overriding,
    passing,
    relying,
    submission,
    telephoning,
)
from tests.actors.bureau import Bureau
from tests.actors.crowd import Crowd
from tests.actors.gambits import GAMBITS
from tests.actors.oracle import Oracle
from tests.builders import staff
from tests.conftest import rehearsal_settings
from tests.fakes import START, FixedClock
from tests.staffed import staffed

Swap = tuple[object, str, Any]


def nothing(*_: object, **__: object) -> None:
    return None


def signer_without(*codes: str) -> Callable[..., None]:
    """``check_signer`` that lets these reasons go."""
    real = approval.check_signer

    def checked(actor: Any, standing: Standing, *, seen: str, of: str = "release") -> None:
        if "author_signs" in codes:
            standing = replace(standing, authors=frozenset())
        if "signed_already" in codes:
            standing = replace(standing, signers=(), places=tuple(sorted(standing.done)))
        if "authorised_a_signer" in codes:
            standing = replace(standing, givers=frozenset())
        if "attested_call" in codes:
            standing = replace(standing, attesters=frozenset())
        if "changed_since" in codes:
            seen = standing.digest
        real(actor, standing, seen=seen, of=of)

    return checked


def holding_without(*columns: str) -> Callable[..., Any]:
    """``authorisations.queries.holding`` without the conditions that name these."""
    real = authorised.holding

    def condition(at: Any) -> Any:
        kept = [each for each in real(at).clauses if not any(name in str(each) for name in columns)]
        return authorised.and_(*kept)

    return condition


def long_calls(bureau: Bureau) -> None:
    told = replace(bureau.desk.policy.telephone, lasts=timedelta(hours=9))
    bureau.desk.policy = replace(bureau.desk.policy, telephone=told)


def unheld(bureau: Bureau) -> None:
    """The statements are made when ``due`` is imported."""
    del bureau
    real = holds.unheld
    holds.unheld = true
    importlib.reload(due)
    holds.unheld = real


def mutations() -> dict[str, tuple[Swap, ...]]:
    signers = {
        code: ((approval, "check_signer", signer_without(code)),
               (telephoning, "check_signer", signer_without(code)))
        for code in ("author_signs", "signed_already", "changed_since", "attested_call",
                     "authorised_a_signer")
    }  # fmt: skip
    dead = {
        name: ((authorising, "holding", holding_without(column)), (authorised, "why_not", nothing))
        for name, column in (
            ("an authorisation's end", "authorisations.ends_at >"),
            ("its revocation", "authorisations.revoked_at IS NULL"),
            ("the role that it rests on", "role_assignments"),
        )
    }  # fmt: skip
    return {
        "authors do not sign": signers["author_signs"],
        "one person, one step": (
            *signers["signed_already"],
            (approval, "_signed_already", lambda *_: False),  # a double touch signs once
        ),
        "the digest on the screen": signers["changed_since"],
        "steps in order": ((Standing, "waiting", property(
            lambda self: tuple(p for p in range(len(self.chain)) if p not in self.done))),),
        "every step": ((Standing, "last", property(lambda _: True)),),
        "fresh proof for this act": ((ReleasePolicy, "require", nothing),),
        "signatures fall": ((found, "drop_signatures", nothing),),
        "roles as they are now": ((relying, "held_now", lambda _tx, actor: actor),),
        **dead,
        "an authorisation's scope": ((Scope, "covers", lambda *_: True),),
        "no author's authorisation": ((relying, "rely", _rely_on(authors=frozenset())),),
        "one will, one step": ((relying, "rely", _rely_on(spoken=frozenset())),),
        "nor after who was authorised": signers["authorised_a_signer"],
        "nobody gives what they do not hold": ((authorising, "check_basis", nothing),),
        "nobody passes on more": ((Scope, "within", lambda *_: True),),
        "revoked with what it came from": ((authorising, "_end", _end_alone()),),
        "one by telephone": ((telephoning, "_check_only_one", nothing),),
        "two others attest": ((telephoning, "check_people", nothing),),
        "who attests signs no step": signers["attested_call"],
        "the code repeated": ((telephoning, "same_code", lambda *_: True),),
        "the figures repeated": ((telephoning, "check_figures", nothing),),
        "each attests by themself": ((ReleasePolicy, "require", _anybodys(ReleasePolicy.require)),),
        "a call is over": ((None, "", long_calls),),
        "which kinds by telephone": ((telephoning, "check_allowed", nothing),),
        "a hold": (
            (None, "", unheld),
            (progress, "is_held", lambda *_: False),
            (batch, "is_held", lambda *_: False),
        ),
        "what may pass a hold": ((passing, "may_pass", lambda *_: True),),
        "a later hold stops again": ((holds, "_stop_passing", nothing),),
        "what the guard stops": ((submission, "stopping", lambda *_: ()),),
        "no author overrides": ((overriding, "authors", lambda *_: frozenset()),
                                (guard, "authors", lambda *_: frozenset())),
        "an erratum touches no figure": ((errata, "touches_of", lambda *_: ()),),
        "each item ticked": ((on_scene, "check_ticked", nothing),),
        "an overdue review blocks": ((on_scene, "blocked", nothing),),
        "the review is owed": ((approval, "owe", nothing),),
        "a clearance ends": ((ClearanceView, "good", lambda *_: True),
                             (citing, "_of_incident", nothing)),
        "on duty": ((holding, "off_duty", nothing),),
    }  # fmt: skip


def _rely_on(**anybody: frozenset[UUID]) -> Callable[..., Any]:
    real = authorising.rely
    return lambda *asked, **barred: real(*asked, **{**barred, **anybody})


def _anybodys(real: Callable[..., None]) -> Callable[..., None]:
    return lambda self, proof, _, now, act: real(self, proof, proof.person_id, now, act)


def _end_alone() -> Callable[..., None]:
    """Only the row itself, not what was passed on from it."""
    real = authorising._end

    def end(tx: Any, at: Any, actor: Any, row: Any, reason: str) -> None:
        if row.parent_id is None:
            real(tx, at, actor, row, reason)

    return end


@contextmanager
def without(bureau: Bureau, swaps: tuple[Swap, ...]) -> Iterator[None]:
    kept, policy = [], bureau.desk.policy
    for where, name, other in swaps:
        if where is None:
            other(bureau)
            continue
        kept.append((where, name, getattr(where, name)))
        setattr(where, name, other)
    # ``from … import`` made names of its own in other rooms
    try:
        yield
    finally:
        bureau.desk.policy = policy
        importlib.reload(due)
        for where, name, real in kept:
            setattr(where, name, real)


def laid(folder: Path) -> Bureau:
    schema.migrate(f"sqlite:///{folder / 'migrated'}")
    for name in ("office", "bureau"):
        copy(folder / "migrated", folder / name)
    office = staffed(folder / "office", lambda database: staff(database, START))
    settings = rehearsal_settings(folder)
    database = Database(f"sqlite:///{folder / 'bureau'}", before_commit=[audit.append])
    return Bureau.laid(database, office, from_settings(settings), settings, FixedClock())


def noticed(bureau: Bureau, folder: Path, name: str) -> list[str]:
    """The breaches seen without the guard ``name``."""
    with without(bureau, mutations()[name]), bureau.day(folder) as desk:
        crowd = Crowd(bureau, desk, Oracle(desk.database.engine))
        for deed in GAMBITS[name]:
            crowd.do(deed)
        return sorted(set(crowd.broken))


def main() -> int:
    """How many were missed."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        bureau = laid(Path(folder))
        for name in mutations():
            seen = noticed(bureau, Path(folder), name)
            missed += not seen
            print(f"{name:40} {', '.join(seen) or '-'}", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(main())
