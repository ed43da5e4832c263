"""What must hold of every release that goes out, read from the rows alone (design.md §3).

Nothing here calls the code under test: tables by SQL, the configuration as TOML, the package as
JSON. Each breach is a word, so that a test can say which one it looks for.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from tests.actors.rows import Rows, loaded

CONFIG = tomllib.loads(
    (Path(__file__).parents[2] / "config" / "console.toml").read_text(encoding="utf-8")
)
TELEPHONE = CONFIG["telephone"]
SIGNS = {
    "unit_head", "secrecy_reviewer", "legal_reviewer", "bureau_leader", "scene_commander", "deputy"
}  # fmt: skip
MAY_AUTHORISE = {"unit_head", "bureau_leader", "scene_commander"}
MAY_OVERRIDE = {"unit_head", "legal_reviewer", "bureau_leader"}
SIGNED = {"signed", "scheduled", "publishing", "published"}
ID_NUMBER = re.compile(r"\d{17}[\dXx]")
TAGS = re.compile(r"<[^>]*>")

Chains = Sequence[dict[str, Any]]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def figures(body: str) -> set[str]:
    return set(re.findall(r"\d+", TAGS.sub(" ", body)))


@dataclass
class Oracle:
    engine: Engine
    chains: Chains = tuple(CONFIG["chains"])
    _judged: dict[str, tuple[object, ...]] = field(default_factory=dict)

    def at_rest(self) -> list[str]:
        """After anything that anybody did: of every release, whether it goes out or not."""
        rows = Rows(self.engine)
        found: list[str] = []
        for release in rows.table("releases"):
            standing = rows.standing(release)
            now = release.version, release.stage, *(each.id for each in standing)
            if standing and self._judged.get(release.id) != now:
                self._judged[release.id] = now
                found += self._rest(rows, release)
        for row in rows.table("authorisations"):
            if row.id not in self._judged:
                self._judged[row.id] = ()
                found += _given(rows, row)
        return found

    def going_out(
        self, number: str, said: tuple[str, str], channel: str, at: datetime
    ) -> list[str]:
        """At the moment at which a channel is told. ``said``: title and digest of its bulletin."""
        rows = Rows(self.engine)
        (release,) = rows.of("releases", number=number)
        if digest(release.package) != release.digest or said[1] != release.digest:
            return ["digest"]
        package = json.loads(release.package)
        return [
            *(["other words"] if package["title"] != said[0] else ()),
            *(["stage"] if release.stage not in {"publishing", "published"} else ()),
            *self._rest(rows, release),
            *self._complete(rows, release, package),
            *self._route(rows, release, package, at),
            *self._words(rows, release, package, at),
            *_held_back(rows, release, package, channel, at),
        ]

    def _rest(self, rows: Rows, release: Row) -> Iterator[str]:
        """Of the signatures that stand: whose they are, of which words, on what ground."""
        standing = rows.standing(release)
        yield from _whose(rows, release, standing)
        if any((e.digest, e.revision) != (release.digest, release.revision) for e in standing):
            yield "signature of other words"
            return
        package = json.loads(release.package)
        if release.stage in SIGNED and [each.role for each in standing] != package["chain"]:
            yield "incomplete"
        for each in standing:
            if each.authorisation != "role":
                yield from _authorised(rows, release, package, each)
            elif not rows.held(each.person_id, each.role, each.signed_at):
                yield "role not held"
        yield from _telephone(rows, release, package, standing)
        if package.get("on_scene"):
            yield from _on_scene(rows, release, package, standing)

    def _complete(self, rows: Rows, release: Row, package: dict[str, Any]) -> Iterator[str]:
        """By the chain that the configuration asks for, and in its order."""
        chain, groups = self._wanted(release, package)
        signed = rows.standing(release)
        if package["chain"] != chain or [each.role for each in signed] != chain:
            yield "chain"
            return
        if [each.step for each in signed] != list(range(len(chain))):
            yield "steps"
        for place, each in enumerate(signed):
            before = [
                other.signed_at
                for there, other in enumerate(signed[:place])
                if not groups[place] or groups[there] != groups[place]
            ]
            if any(at > each.signed_at for at in before):
                yield "order"

    def _wanted(self, release: Row, package: dict[str, Any]) -> tuple[list[str], list[str]]:
        if package.get("on_scene"):
            return ["scene_commander"], [""]
        if package.get("clearance"):
            one = [each for each in package["chain"] if each in CONFIG["pre_cleared"]["signers"]]
            return one[:1], [""]
        steps = next(
            chain["steps"]
            for chain in self.chains
            if release.kind in chain.get("kinds", [release.kind])
            and release.column in chain.get("columns", [release.column])
            and package["level"] in chain.get("levels", [package["level"]])
            and not chain.get("on_scene")
        )
        told = [each if isinstance(each, dict) else {"role": each} for each in steps]
        return [each["role"] for each in told], [each.get("together", "") for each in told]

    def _route(
        self, rows: Rows, release: Row, package: dict[str, Any], at: datetime
    ) -> Iterator[str]:
        """The secrecy review, or what stands for it."""
        if package.get("clearance"):
            yield from self._cleared(rows, release, package, at)
        elif "secrecy_reviewer" not in package["chain"] and not package.get("on_scene"):
            yield "no secrecy review"

    def _cleared(
        self, rows: Rows, release: Row, package: dict[str, Any], at: datetime
    ) -> Iterator[str]:
        cited = UUID(package["clearance"]["clearance"]).hex
        (row,) = rows.of("template_clearances", id=cited)
        chain, _ = self._wanted(Row(kind="initial", column="bulletins"), {"level": None})
        signed = sorted(
            rows.of("clearance_signatures", clearance_id=cited), key=lambda each: each.step
        )
        (version,) = rows.of("template_versions", id=row.version_id)
        people = {each.person_id for each in signed}
        if [each.role for each in signed] != chain or len(people) != len(chain):
            yield "clearance chain"
        if people & {row.asked_by, version.author_id}:
            yield "clearance by its author"
        if {each.digest for each in signed} != {row.digest, digest(row.package)}:
            yield "clearance digest"
        (last,) = rows.standing(release)
        first = release.published_at is None or release.published_at >= at.replace(microsecond=0)
        asked = max(last.signed_at, at) if first else last.signed_at
        if row.expires_at <= asked or (row.ended_at and row.ended_at <= asked):
            yield "clearance over"
        shifts = rows.table("duty_shifts")
        on_duty = {
            each
            for row in shifts
            for when in (last.signed_at, release.submitted_at)
            if row.starts_at <= when < row.ends_at
            for each in (row.a_id, row.b_id)
        }
        if shifts and last.person_id not in on_duty:
            yield "cleared off duty"

    def _words(
        self, rows: Rows, release: Row, package: dict[str, Any], at: datetime
    ) -> Iterator[str]:
        for found in set(ID_NUMBER.findall(package["body"])):
            let = [
                row
                for row in rows.of("guard_overrides", release_id=release.id, excerpt=found)
                if row.fell_at is None and row.person_id not in rows.authors(release)
            ]
            if not any(
                rows.held(row.person_id, role, row.at) for row in let for role in MAY_OVERRIDE
            ):
                yield "guard"
        if release.kind == "erratum":
            (old,) = rows.of("releases", id=release.corrects_id)
            if old.package and figures(json.loads(old.package)["body"]) != figures(package["body"]):
                yield "erratum of a figure"
        if release.signed_at is None or release.signed_at > at:
            yield "unsigned"


def _whose(rows: Rows, release: Row, standing: Sequence[Row]) -> Iterator[str]:
    if {each.person_id for each in standing} & rows.authors(release):
        yield "author signed"
    for each in rows.of("signatures", release_id=release.id):
        wrote = rows.of("revisions", release_id=release.id, author_id=each.person_id)
        if any(row.started_at <= each.signed_at for row in wrote):
            yield "author signed before it fell"
    if len({each.person_id for each in standing}) != len(standing):
        yield "two steps by one person"
    wills = [
        {each.person_id, *(who for row in given if not row.standing
                           for who in (row.rests_on, row.given_by))}
        for each in standing
        for given in [rows.of("authorisations", number=each.authorisation)]
    ]  # fmt: skip
    if len(set().union(*wills)) != sum(map(len, wills)):
        yield "two steps by one will"


def _held_back(
    rows: Rows, release: Row, package: dict[str, Any], channel: str, at: datetime
) -> Iterator[str]:
    (delivery,) = rows.of(
        "deliveries", release_id=release.id, channel=channel, action="publish",
        digest=release.digest,
    )  # fmt: skip
    if delivery.not_before > at:
        yield "too early"
    for hold in rows.of("holds", lifted_at=None):
        whose = {"all": True, "incident": hold.incident_id == release.incident_id}
        if not whose.get(hold.scope, hold.release_id == release.id):
            continue
        passed = [
            each
            for each in rows.acts
            if each.subject == f"release:{release.id}"
            and each.name.endswith("hold:passed")
            and each.at >= hold.placed_at
        ]
        protects = release.kind in {"correction", "notice"} or package.get("warning")
        if not (passed and protects and delivery.passes_hold and hold.scope != "release"):
            yield "hold"


def _on_scene(
    rows: Rows, release: Row, package: dict[str, Any], signed: Sequence[Row]
) -> Iterator[str]:
    items = {each["name"] for each in CONFIG["on_scene"]["self_check"]}
    check = package.get("self_check") or {"items": [], "by": "0" * 32}
    last = signed[-1]
    owed = rows.of("after_reviews", release_id=release.id, digest=release.digest)
    if release.kind != "initial" or release.incident_id is None:
        yield "scene kind"
    if {each["name"] for each in check["items"]} != items:
        yield "self-check"
    if UUID(check["by"]).hex not in rows.authors(release):
        yield "self-check of a stranger"
    if len(owed) != 1 or set(loaded(owed[0].ticked)) != items:
        yield "no review owed"
    elif owed[0].due_at > last.signed_at + timedelta(hours=CONFIG["on_scene"]["review_hours"]):
        yield "review due too late"
    for row in rows.of("after_reviews", signer_id=last.person_id):
        open_then = row.done_at is None or row.done_at > last.signed_at
        if open_then and row.due_at <= last.signed_at and row.incident_id != release.incident_id:
            yield "overdue review"


def _given(rows: Rows, row: Row) -> Iterator[str]:
    """By whoever had it to give, to somebody else who may have it."""
    if row.person_id in {row.given_by, row.rests_on}:
        yield "given to oneself"
    if row.role not in MAY_AUTHORISE:
        yield "unauthorisable role"
    if not rows.held(row.rests_on, row.role, row.starts_at):
        yield "given without holding"
    if any(rows.held(row.person_id, role, row.starts_at) for role in ("administrator", "auditor")):
        yield "given to who watches"
    yield from _passed_on(rows, row, row.starts_at)


def _authorised(rows: Rows, release: Row, package: dict[str, Any], signed: Row) -> Iterator[str]:
    """The authorisation named was the signer's, alive to the second, reached this, and stood on
    somebody who had the role and wrote none of it."""
    found = rows.of("authorisations", number=signed.authorisation)
    if len(found) != 1:
        yield "no authorisation"
        return
    row, at = found[0], signed.signed_at
    if (row.person_id, row.role) != (signed.person_id, signed.role):
        yield "another's authorisation"
    if not row.starts_at <= at < row.ends_at:
        yield "authorisation over"
    if row.revoked_at and row.revoked_at < at:
        yield "authorisation revoked"
    if not rows.held(row.rests_on, row.role, at) or not rows.held(
        row.rests_on, row.role, row.starts_at
    ):
        yield "authorisation without ground"
    if {row.rests_on, row.given_by} & rows.authors(release):
        yield "authorisation of an author"
    levels = loaded(row.levels)
    reaches = (
        row.incident_id in {None, release.incident_id},
        row.column in {"", release.column},
        not levels or package["level"] is None or package["level"] in levels,
    )
    if not all(reaches):
        yield "authorisation's scope"
    yield from _passed_on(rows, row, at)


def _passed_on(rows: Rows, row: Row, at: datetime) -> Iterator[str]:
    if row.parent_id is None:
        if row.given_by != row.rests_on:
            yield "given without holding"
        return
    (parent,) = rows.of("authorisations", id=row.parent_id)
    if parent.parent_id or not parent.may_pass_on or row.may_pass_on:
        yield "passed on twice"
    if parent.person_id != row.given_by or parent.role != row.role or parent.ends_at < row.ends_at:
        yield "passed on more"
    wide, narrow = loaded(parent.levels), loaded(row.levels)
    if wide and (not narrow or set(narrow) - set(wide)):
        yield "passed on more"
    if parent.incident_id not in {None, row.incident_id} or parent.column not in {"", row.column}:
        yield "passed on more"
    if parent.revoked_at and parent.revoked_at < at:
        yield "authorisation revoked"


def _telephone(
    rows: Rows, release: Row, package: dict[str, Any], signed: Sequence[Row]
) -> Iterator[str]:
    called = [each for each in signed if each.proof == "telephone"]
    if len(called) > 1:
        yield "two by telephone"
    for each in called:
        if release.kind not in TELEPHONE["kinds"] or package.get("on_scene"):
            yield "telephone not allowed"
        calls = rows.of("telephone_calls", signature_id=each.id)
        yield from _attested(rows, release, package, each, calls[0]) if calls else ["no call"]


def _attested(
    rows: Rows, release: Row, package: dict[str, Any], signed: Row, call: Row
) -> Iterator[str]:
    if (call.signer_id, call.digest, call.step) != (signed.person_id, signed.digest, signed.step):
        yield "another's call"
    beside = {call.caller_id, call.witness_id} - {None}
    if len(beside) != 2 or beside & (rows.authors(release) | {call.signer_id}):
        yield "attested by who may not"
    others = {each.person_id for each in rows.standing(release) if each.id != signed.id}
    if beside & others:
        yield "attested and signed"
    if not any(rows.held(each, role, signed.signed_at) for each in beside for role in SIGNS):
        yield "attested by nobody who signs"
    if not (call.caller_proof and call.witness_proof):
        yield "attested without proof"
    if call.denied_at and release.stage in {"publishing", "published"}:
        out = rows.of("deliveries", release_id=release.id, action="publish")
        if any(row.out_at and row.out_at > call.denied_at for row in out):
            yield "denied"
    over = call.started_at + timedelta(minutes=TELEPHONE["call_minutes"])
    if not call.started_at <= signed.signed_at < min(over, call.ends_at):
        yield "call over"
    text = package["title"] + TAGS.sub("\n", package["body"])
    if set(re.findall(r"\d+", text)) - set(re.findall(r"\d+", " ".join(loaded(call.figures)))):
        yield "figures not repeated"
