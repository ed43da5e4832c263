"""One bureau whose dispatchers die, whose clock jumps and whose platforms fail, and what must hold
all the while. It is read here from the rows, the ledgers and the files alone.
"""

import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select

from console.incidents import service as incidents
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.kernel.errors import FayanError
from console.people.rules.proof import act_of
from console.publishing import service as publishing
from console.publishing.dispatcher import Dispatcher
from console.publishing.holds import in_force, narrowest
from console.publishing.records import Attempt, Delivery, Hold
from console.publishing.rules.channel import Action, Replay
from console.publishing.rules.shelf import Part
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import HoldScope, Outcome
from console.releases import queries, service
from console.releases.records import Release, Signature
from console.releases.rules.body import from_input
from console.wiring import wire
from tests.builders import Desk
from tests.conftest import rehearsal_settings
from tests.dispatching import Killed, Pace
from tests.fakes import FixedClock
from tests.services.platform import Platform, Taken
from tests.staffed import Staffed
from tests.steps import SteppedTree, listen, stepped

NAMED: Final = re.compile(rb"/releases/(\d{4}-\d{4})/")
ENDED: Final = frozenset({S.SENT, S.CONFIRMED, S.HANDED_OVER, S.UNKNOWN, S.FAILED, S.CANCELLED})
PROMPT: Final = timedelta(minutes=16)  # an account that failed again and again rests for 15
OVER_THE_LEASE: Final = timedelta(minutes=4)  # and over the time a platform has to settle


class WatchedTree(SteppedTree):
    """Looks at every list and feed at the moment it is written."""

    root: Path
    broken: list[str]

    def write(self, path: str, body: bytes) -> bool:
        self.look(path, body)
        return super().write(path, body)

    def write_all(
        self, parts: Iterable[Part], still: Callable[[], None]
    ) -> Sequence[Exception | None]:
        return super().write_all(map(self.watched, parts), still)

    def watched(self, part: Part) -> Part:
        def leave() -> None:
            part.leave()
            for page in part.pages:
                self.look(page.path, page.body)

        return Part(part.pages, leave)

    def look(self, path: str, body: bytes) -> None:
        if missing := names_missing(self.root, path, body):
            self.broken.append(f"{path} would name {missing}, whose page is not there")


def names_missing(root: Path, path: str, body: bytes) -> set[str]:
    """Releases that a list or feed names and that have neither page nor notice."""
    if path.startswith(("releases/", "verify/")):
        return set()
    return {
        number
        for number in map(bytes.decode, NAMED.findall(body))
        if not any((root / "releases" / number / name).exists() for name in STANDS)
    }


STANDS: Final = ("index.html", "gone.html")


class Bureau:
    """``met`` counts the steps that the dispatchers came to; ``death``: at which they die."""

    def __init__(self, office: Staffed, folder: Path) -> None:
        settings = rehearsal_settings(folder / "var")
        settings.var.mkdir(parents=True)
        shutil.copy(office.path, settings.var / "fayan.sqlite3")
        self.clock = FixedClock()
        self.wired = wire(settings, self.clock)
        listen(self.wired, self.meet)
        self.desk = Desk(self.wired.database, self.wired.policy, dict(office.people))
        self.tree = WatchedTree(settings.public_tree, self.meet, durable=False)
        self.root = self.tree.root = settings.public_tree
        self.broken = self.tree.broken = []
        self.platforms = [
            Platform("weibo", Replay.LOOKUP, self.taking, self.meanwhile),
            Platform("wechat", Replay.NEVER, self.taking, self.meanwhile),
        ]
        self.met: Counter[str] = Counter()
        self.came: Counter[str] = Counter()
        self.death: tuple[str, int] | None = None
        self.listener: Callable[[str], None] | None = None
        self.dispatching = 0
        self.births = 0
        self.crew = {"one": self.born(), "two": self.born()}
        self.starting = {"one", "two"}
        self.releases: list[UUID] = []
        self.chosen: list[datetime] = []
        self.incident: UUID | None = None
        assert self.tick("one")

    def close(self) -> None:
        self.wired.database.close()

    # What happens

    def born(self) -> Dispatcher:
        self.births += 1
        holder = f"d{self.births}"
        return stepped(self.wired, holder, self.meet, self.tree, Pace(), self.platforms)

    def meet(self, step: str) -> None:
        if not self.dispatching:
            return
        self.met[step] += 1
        if self.listener is not None:
            self.listener(step)
        if self.death is not None:
            name, left = self.death
            if name == step and left == 0:
                self.death = None
                raise Killed
            self.death = (name, left - (name == step))

    def tick(self, who: str) -> bool:
        """False: it died; another one starts in its place when its turn comes."""
        self.dispatching += 1
        try:
            if who in self.starting:
                self.crew[who].start()
                self.starting.discard(who)
            self.crew[who].tick()
        except Killed:
            self.came["killed"] += 1
            self.crew[who] = self.born()
            self.starting.add(who)
            return False
        finally:
            self.dispatching -= 1
        return True

    def meanwhile(self) -> None:
        """While the one that calls is slow, the other one looks; the death is not for it."""
        death, self.death = self.death, None
        self.clock.at += OVER_THE_LEASE
        self.born().tick()
        self.death = death

    def refused(self, error: FayanError) -> None:
        self.came[error.code] += 1

    def sign(
        self, *, delay: int, if_late: str, at_once: bool, of_incident: bool, asks: str = ""
    ) -> None:
        """``asks``: the channel whose stage waits until the facts are confirmed again."""
        now, title = self.clock.now(), f"情况通报第{len(self.releases)}号"
        if of_incident and self.incident is None:
            form = IncidentForm("某厂房爆炸", "示例区工业路", Level.SERIOUS, "初判", now)
            with self.desk.database.transaction() as tx:
                self.incident = incidents.open_incident(
                    tx, now, self.desk.people["spokesperson"], self.desk.policy.zone, form
                )
        release = self.desk.draft(
            now, title=title, text=f"{title}。民警已到场处置。",
            incident_id=self.incident if of_incident else None,
        )  # fmt: skip
        self.releases.append(release)
        with self.desk.database.snapshot() as tx:
            plan = queries.draft(tx, release)[1].plan
        stages = tuple(
            replace(
                stage, at=now + timedelta(seconds=delay) if delay else None,
                if_late=type(stage.if_late)(if_late), late=timedelta(minutes=30),
                precondition=type(stage.precondition)("none") if at_once else stage.precondition,
            )
            for stage in plan.stages
        )  # fmt: skip
        self.desk.write(now, release, plan=replace(plan, stages=stages))
        if asks:
            self.desk.ask_for_facts(now, release, asks)
        self.chosen += [stage.at for stage in stages if stage.at]
        self._finish(release)

    def _finish(self, release: UUID) -> None:
        now = self.clock.now()
        self.desk.sign_chain(now, release, self.desk.submit(now, release, midnight=True))

    def edit(self, release: UUID, words: int) -> None:
        now, people = self.clock.now(), self.desk.people
        with self.desk.database.transaction() as tx:
            version = queries.draft(tx, release)[0].version
            service.recall(
                tx, now, people["spokesperson"], self.desk.policy, release_id=release,
                version=version, reason="再改",
            )  # fmt: skip
        self.desk.write(now, release, body=from_input(f"改后的情况如下第{words}版。"))
        self._finish(release)

    def withdraw(self, release: UUID) -> None:
        now = self.clock.now()
        with self.desk.database.transaction() as tx:
            service.withdraw(
                tx, now, self.desk.people["leader"], self.desk.policy, release_id=release,
                seen=tx.get_one(Release, release).digest or "", reason="误发", through=True,
                proof=self.desk.proof("leader", now),
            )  # fmt: skip

    def reconfirm(self, release: UUID) -> None:
        now, leader = self.clock.now(), self.desk.people["leader"]
        with self.desk.database.transaction() as tx:
            seen = tx.get_one(Release, release).digest or ""
            service.reconfirm(
                tx, now, leader, self.desk.policy, release_id=release, seen=seen,
                proof=self.desk.proof("leader", now, act_of("reconfirm", seen)),
            )  # fmt: skip

    def hold(self, scope: HoldScope, release: UUID | None) -> None:
        with self.desk.database.transaction() as tx:
            publishing.place_hold(
                tx, self.clock.now(), self.desk.people["editor"], scope,
                release_id=release if scope is HoldScope.RELEASE else None,
                incident_id=self.incident if scope is HoldScope.INCIDENT else None,
            )  # fmt: skip

    def lift(self, which: int) -> None:
        with self.desk.database.transaction() as tx:
            holds = in_force(tx)
            if holds:
                publishing.lift_hold(
                    tx, self.clock.now(), self.desk.people["leader"], holds[which % len(holds)].id
                )

    def look(self) -> None:
        """A person looks on the platform, and says of each doubtful delivery what is there."""
        actor, now = self.desk.people["spokesperson"], self.clock.now()
        for platform in self.platforms:
            for row in self.rows(Delivery.channel == platform.name):
                if row.state not in {S.UNKNOWN, S.HANDED_OVER}:
                    continue
                with self.desk.database.transaction() as tx:
                    if row.state is S.HANDED_OVER or platform.took(row.client_ref):
                        publishing.confirm_handover(
                            tx, now, actor, row.id, platform.link(row.client_ref),
                            self.desk.policy.accounts,
                        )  # fmt: skip
                    else:
                        publishing.mark_not_sent(tx, now, actor, row.id, "后台没有这条")

    # What must hold

    def rows(self, *where: ColumnElement[bool]) -> list[Delivery]:
        with self.desk.database.snapshot() as tx:
            return list(tx.scalars(select(Delivery).where(*where).order_by(Delivery.id)))

    def taking(self, taken: Taken) -> None:
        """At the moment in which a platform takes something: the channel's caller would take
        whatever is raised for the channel's own trouble, so it is kept."""
        try:
            self.proper(taken)
        except AssertionError as error:
            self.broken.append(f"{taken}: {error}")

    def proper(self, taken: Taken) -> None:
        with self.desk.database.snapshot() as tx:
            row = tx.scalars(select(Delivery).where(Delivery.client_ref == taken.ref)).one()
            release = tx.get_one(Release, row.release_id)
            package = json.loads(release.package or "null")
            assert hashlib.sha256((release.package or "").encode()).hexdigest() == taken.digest
            valid = tx.scalars(
                select(Signature)
                .where(Signature.release_id == release.id, Signature.fell_at.is_(None))
                .order_by(Signature.step)
            ).all()
            assert [each.role for each in valid] == package["chain"], "not signed by its chain"
            assert {each.digest for each in valid} == {taken.digest}, "other words were signed"
            assert not {each.person_id for each in valid} & {release.created_by}
            assert taken.text == package["variants"][row.channel]["text"]
            held = narrowest(in_force(tx), row.release_id, row.incident_id)
            assert held is None or row.passes_hold, "went out through a hold"
            assert row.not_before <= self.clock.now(), "went out before its time"
            assert not row.needs_facts or row.facts_confirmed_at, "nobody confirmed the facts again"
            assert row.state is S.SENDING
            opened = tx.scalars(
                select(Attempt.outcome).where(
                    Attempt.delivery_id == row.id, Attempt.fence == row.fence
                )
            ).one()
            assert opened is Outcome.OPEN, "left without an open attempt"

    def nothing_twice(self) -> None:
        assert self.broken == []
        for platform in self.platforms:
            counted = Counter((each.number, each.action) for each in platform.ledger)
            assert set(counted.values()) <= {1}, f"{platform.name}: {counted}"

    def nothing_missing(self) -> None:
        """In what readers see at this moment, with dead dispatchers and without."""
        for path in self.root.rglob("*"):
            if path.suffix in {".html", ".xml", ".json"}:
                missing = names_missing(
                    self.root, str(path.relative_to(self.root)), path.read_bytes()
                )
                assert not missing, f"{path} names {missing}"

    def settle(self) -> None:
        """Faults end, holds are lifted, people look; soon after the last time that somebody chose,
        nothing is left over, wherever the clock was before."""
        self.death = None
        for platform in self.platforms:
            platform.faults, platform.blind = [], 0
        self._all_look()
        self.clock.at = max([self.clock.at, *self.chosen])
        until = self.clock.at + PROMPT
        while self._all_look() and self.clock.at < until:
            self.clock.at += timedelta(minutes=1)
        self.nothing_forgotten()

    def _all_look(self) -> bool:
        """Whether anything is left to do."""
        with self.desk.database.snapshot() as tx:
            held = len(in_force(tx))
        for place in range(held):
            self.lift(place)
        self.look()
        for row in self.rows(Delivery.state == S.WAITING, Delivery.needs_facts):
            self.reconfirm(row.release_id)
        assert self.tick("one")
        return bool(held) or any(row.state not in ENDED - {S.UNKNOWN} for row in self.rows())

    def nothing_forgotten(self) -> None:
        with self.desk.database.snapshot() as tx:
            assert not tx.scalars(select(Hold).where(Hold.lifted_at.is_(None))).all()
            stages = dict(tx.execute(select(Release.id, Release.stage)).all())
        feed = (self.root / "feed.xml").read_bytes()
        for row in self.rows():
            assert row.state in ENDED, f"{row.channel} {row.action} is {row.state}"
            if row.state in {S.FAILED, S.CANCELLED}:
                assert row.trouble, f"{row.channel} {row.state} without a reason"
            if row.channel in {"weibo", "wechat"} and row.state is S.SENT:
                platform = next(each for each in self.platforms if each.name == row.channel)
                assert platform.took(row.client_ref), "said to be sent, and is not there"
            if (row.channel, row.action, row.state) == ("feeds", Action.PUBLISH, S.SENT):
                assert stages[row.release_id].value in {"published", "withdrawn"}
                number = self.desk.see(row.release_id).row.number or ""
                assert number.encode() in feed
