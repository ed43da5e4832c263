"""Deeds around the releases: authorisations, accounts, duty, holds, the incident, and the clock."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.authorisations import service as authorisations
from console.authorisations.records import Authorisation
from console.authorisations.rules.giving import Wanted, act_for, up_to
from console.duty.records import Shift
from console.duty.rules.roster import Pair, Planned
from console.duty.service import rostering
from console.incidents import service as incidents
from console.incidents.queries import of_id
from console.incidents.rules.levels import Level
from console.people import queries as people
from console.people.rules.actor import Actor
from console.people.rules.granted import Scope
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import Role
from console.people.service import assign_role, revoke_role, set_active
from console.publishing import service as publishing
from console.publishing.records import Hold
from console.publishing.rules.states import HoldScope
from console.release_templates import queries as templates
from console.release_templates import service as clearing
from console.release_templates.records import Clearance
from console.releases import service
from console.releases.records import AfterReview, Release, TelephoneCall
from console.releases.templating import proposed
from tests.actors.bureau import Bureau
from tests.builders import Desk
from tests.cleared import ACCIDENT
from tests.fakes import FixedClock
from tests.services.test_incidents import changed

GIVEN = (Role.BUREAU_LEADER, Role.UNIT_HEAD, Role.SCENE_COMMANDER, Role.SECRECY_REVIEWER)
SIGNS = (Role.UNIT_HEAD, Role.SECRECY_REVIEWER, Role.BUREAU_LEADER, Role.SCENE_COMMANDER)
HOURS = (timedelta(seconds=20), timedelta(minutes=3), timedelta(hours=1), timedelta(hours=8))
LEVELS = (Level.EXTREMELY_SERIOUS, Level.GENERAL, Level.LARGER)


class Others:
    bureau: Bureau
    desk: Desk
    clock: FixedClock

    @property
    def now(self) -> datetime:
        raise NotImplementedError

    def actor(self, tx: Session, name: str) -> Actor:
        raise NotImplementedError

    def proof(self, name: str, act: str) -> Proof:
        raise NotImplementedError

    def named(self, person: UUID) -> str:
        return next(name for name, each in self.bureau.ids.items() if each == person)

    def holders(self, tx: Session, roles: list[str]) -> list[str]:
        return [
            self.named(each) for role in roles for each in people.holders_of_role(tx, Role(role))
        ]

    def authorised(self, tx: Session, roles: list[str]) -> list[str]:
        """Whoever was ever authorised for one of these, whatever became of it."""
        rows = tx.scalars(select(Authorisation).where(Authorisation.role.in_(roles)))
        return [self.named(each.person_id) for each in rows]

    def slots(self, tx: Session, incident: UUID) -> dict[str, str]:
        view = templates.clearance(tx, self.bureau.clearance)
        return dict(proposed(self.desk.policy, view, of_id(tx, incident), self.now))

    # -- authorisations -----------------------------------------------------------------------

    def give(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        """By a leader, or by anybody: also what they do not hold, or have from somebody."""
        del release
        role = GIVEN[a % 4 if a > 8 else a % 3]
        able = self.holders(tx, [role.value])
        giver = able[b % len(able)] if a < 13 and able else name
        self._give(tx, giver, role, a, b)

    def pass_on(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        """By whoever has it from somebody."""
        del name, release
        for row in tx.scalars(select(Authorisation).order_by(Authorisation.id.desc())).all()[:1]:
            self._give(tx, self.named(row.person_id), row.role, a, b)

    def _give(self, tx: Session, giver: str, role: Role, a: int, b: int) -> None:
        ids = [each for each in sorted(self.bureau.ids) if each != giver]
        scopes = (
            Scope(), Scope(), Scope(), Scope(column="bulletins"), Scope(column="notices"),
            Scope(self.bureau.incidents[0]), Scope(levels=up_to(Level.GENERAL)),
        )  # fmt: skip
        person = "deputy" if a % 2 and giver != "deputy" else ids[(a * 5 + b) % len(ids)]
        wanted = Wanted(
            role, self.bureau.ids[person], scopes[(a + b) % 7], self.now, self.now + HOURS[b % 4],
            standing=b == 7, may_pass_on=b % 3 == 0,
        )  # fmt: skip
        authorisations.give(
            tx, self.now, self.actor(tx, giver), self.bureau.authorising, self.desk.policy, wanted,
            reason="外出", proof=self.proof(giver, act_for(wanted)),
        )  # fmt: skip

    def revoke(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del release, b
        rows = tx.scalars(select(Authorisation).order_by(Authorisation.id.desc())).all()
        for row in rows[a % 2 : a % 2 + 1]:
            by = self.named(row.given_by) if a < 12 else name
            authorisations.revoke(tx, self.now, self.actor(tx, by), row.id)

    # -- accounts and duty --------------------------------------------------------------------

    def take_role(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        """By an administrator; now and then of whoever is about to sign."""
        del release, b
        revoke_role(tx, self.now, self.actor(tx, "admin"), self.bureau.ids[name], SIGNS[a % 4])

    def give_role(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del release, b
        assign_role(tx, self.now, self.actor(tx, "admin"), self.bureau.ids[name], SIGNS[a % 4])

    def account(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del release, b
        set_active(tx, self.now, self.actor(tx, "admin"), self.bureau.ids[name], active=a % 3 > 0)

    def shift(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        """A 角 and B 角 for some hours; or the two change places in the shift that runs."""
        del release
        actor, pairs = (
            self.actor(tx, "unit-head"),
            ("unit-head", "editor", "deputy", "spokesperson", name),
        )
        pair = Pair(self.bureau.ids[pairs[a % 5]], self.bureau.ids[pairs[(a + 1) % 5]])
        here = Planned(self.now, self.now + timedelta(hours=1 + b), pair)
        running = select(Shift).where(Shift.starts_at <= self.now, Shift.ends_at > self.now)
        if row := tx.scalars(running).first():
            wanted = Planned(row.starts_at, row.ends_at, Pair(row.b_id, pair.a))
            policy = self.bureau.planning
            rostering.change(tx, self.now, actor, policy, row.id, row.version, wanted)
        else:
            rostering.plan(tx, self.now, actor, self.bureau.planning, here)

    # -- holds and the incident ---------------------------------------------------------------

    def hold(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del b
        scope = (HoldScope.ALL, HoldScope.RELEASE, HoldScope.INCIDENT)[a % 3]
        publishing.place_hold(
            tx, self.now, self.actor(tx, name), scope, release_id=release if a % 3 == 1 else None,
            incident_id=self.bureau.incidents[0] if a % 3 == 2 else None,
        )  # fmt: skip

    def lift(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del release, b
        for row in tx.scalars(select(Hold).where(Hold.lifted_at.is_(None))).all():
            publishing.lift_hold(tx, self.now, self.actor(tx, name if a > 7 else "leader"), row.id)

    def send_through(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del b
        who, seen = name if a > 7 else "leader", tx.get_one(Release, release).digest
        service.send_through(
            tx, self.now, self.actor(tx, who), self.desk.policy, release_id=release, seen=seen,
            proof=self.proof(who, act_of("send-through", seen)), reason="提醒公众",
        )  # fmt: skip

    def regrade(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del release, b
        incident = self.bureau.incidents[0]
        form = changed(
            **{key: getattr(ACCIDENT, key) for key in ("category", "place", "title")},
            level=LEVELS[a % 3],
        )
        incidents.change(
            tx, self.now, self.actor(tx, name), incident, of_id(tx, incident).version, form
        )

    def end_clearance(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del release, a, b
        clearing.end(
            tx, self.now, self.actor(tx, name), clearance_id=self.bureau.clearance, reason="过时"
        )

    # -- the clock ----------------------------------------------------------------------------

    def wait(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        """To the very moment at which something ends, or just before it; or for a while."""
        del release, name, b
        asked = {
            0: select(Authorisation.ends_at), 1: select(Authorisation.ends_at),
            2: select(AfterReview.due_at), 3: select(TelephoneCall.ends_at),
            4: select(Clearance.expires_at),
        }.get(a % 7)  # fmt: skip
        ends = () if asked is None else tx.scalars(asked).all()
        coming = min((each for each in ends if each > self.now), default=None)
        if coming is None:
            self.clock.move(minutes=7)
        else:  # do() adds the second
            early = timedelta(microseconds=1) if a % 2 else timedelta(0)
            self.clock.at = max(self.now, coming - timedelta(seconds=1) - early)
