"""Plays the night: one beat a chore, each in one transaction with the asking for the next.

A beat that crashed is done again from its beginning; one whose transaction was committed has
asked for the next, and is known by that. Nothing is faked: each beat is what its person would do.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.chores.runner import Handler
from console.demo import acts, play, story
from console.demo.cast import CONFIRMER, DRAFTER, POSTER
from console.demo.house import House, may_stand, stand_in
from console.demo.play import ENDED, FINISHED, KIND, LOOK_AGAIN, Play
from console.demo.stand_in import StandIn
from console.demo.story import BEATS, SCENES, SIGNED_BY, Deed
from console.incidents import queries as incidents
from console.incidents.policy import from_settings
from console.incidents.rules.levels import IncidentStatus
from console.incidents.service import close, open_incident
from console.incidents.service.responding import name_reception
from console.kernel.clock import whole_seconds
from console.kernel.errors import FayanError, Misconfigured, NotNow
from console.kernel.ids import new_id
from console.people.rules.roles import Role
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action
from console.publishing.rules.states import DeliveryState
from console.publishing.service import confirm_handover, holding
from console.releases.rules.workflow import PUBLIC, Stage

CHANNELS = {Deed.WEIBO: "weibo", Deed.WECHAT: "wechat"}
GONE = frozenset({Stage.DISCARDED, Stage.WITHDRAWN})
OPEN_POSTS = frozenset(
    {DeliveryState.WAITING, DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.RETRYING}
)


def start(house: House, by: str) -> None:
    """``by``: a user name, or ``system``. Raises NotNow while one is playing."""
    if not may_stand(house.settings):
        raise Misconfigured("config.demonstration_loopback", host=house.settings.host)
    at = house.clock.now()
    with house.database.transaction() as tx:
        known = play.latest(tx)
        if known is not None and not known[0].ended:
            raise NotNow("demo.night_is_playing")
        stamp = whole_seconds(at)
        fresh = Play(id=new_id().hex, started=stamp, since=stamp)
        play.ask(tx, fresh, at)
        audit.record(
            tx, at, audit.Event.DEMONSTRATION, actor=by, subject=f"demonstration:{fresh.id}"
        )


def handler(house: House) -> Handler:
    """For the dispatcher's chores."""
    return Handler(KIND, Night(house, StandIn(stand_in(house.settings))).run)


class Night:
    def __init__(self, house: House, stand_in: StandIn) -> None:
        self._house = house
        self._stand_in = stand_in

    def run(self, payload: Mapping[str, Any]) -> None:
        """One beat; or, while it waits for somebody, one look."""
        now = play.from_payload(payload)
        if now.ended:
            return
        database, at = self._house.database, self._house.clock.now()
        try:
            link = self._post(now)
            with database.transaction() as tx:
                if not play.is_asked(tx, now):
                    self._ask(tx, at, now, self._act(tx, at, now, link))
        except FayanError as refused:
            with database.transaction() as tx:
                if not play.is_asked(tx, now):
                    self._ask(tx, at, now, now.waiting(at, refused.code))

    def _ask(self, tx: Session, at: datetime, was: Play, following: Play) -> None:
        if following.ended:
            pause = timedelta(0)
        else:
            pause = following.now.pause if following.beat > was.beat else LOOK_AGAIN
        play.ask(tx, following, at + pause)

    def _act(self, tx: Session, at: datetime, now: Play, link: str) -> Play:
        match now.now.deed:
            case Deed.OPEN:
                return now.done(at, incident=self._open(tx, at).hex)
            case Deed.DRAFT:
                drafted = self._draft(tx, at, now)
                return now.done(at, releases=(*now.releases, drafted.hex))
            case Deed.SUBMIT:
                return self._submit(tx, at, now)
            case Deed.UNIT_HEAD | Deed.SECRECY | Deed.LEADER | Deed.VISITOR:
                return self._sign(tx, at, now)
            case Deed.OUT:
                view = acts.look(tx, now.release_id)
                published = view.row.stage in PUBLIC - {Stage.PUBLISHING}
                return now.done(at) if published else self._look_again(at, now, view.row.stage)
            case Deed.WEIBO | Deed.WECHAT:
                return self._confirm(tx, at, now, link)
            case Deed.END:
                self._close(tx, at, now)
                return now.ending(FINISHED)

    def _open(self, tx: Session, at: datetime) -> UUID:
        drafter, policy = acts.person(tx, DRAFTER), from_settings(self._house.settings)
        zone, form = self._house.policy.zone, story.incident(at)
        opened = open_incident(tx, at, drafter, zone, form, policy)
        name_reception(tx, at, drafter, opened, story.RECEPTION)
        return opened

    def _draft(self, tx: Session, at: datetime, now: Play) -> UUID:
        scene, policy = SCENES[now.now.scene], self._house.policy
        incident_id = UUID(now.incident)
        incident = incidents.of_id(tx, incident_id)
        text = scene.words(story.times(incident.occurred_at or at, at, policy.zone))
        drafter = acts.person(tx, DRAFTER)
        acts.learn(tx, at, drafter, acts.person(tx, CONFIRMER), incident_id, scene.known)
        if scene.corrects is not None:
            return acts.correct(tx, at, drafter, policy, UUID(now.releases[scene.corrects]), text)
        return acts.draft(
            tx, at, drafter, policy,
            kind=scene.kind, column=story.COLUMN, title=scene.title, text=text,
            incident_id=incident_id,
        )  # fmt: skip

    def _close(self, tx: Session, at: datetime, now: Play) -> None:
        found = incidents.of_id(tx, UUID(now.incident))
        if found.status is IncidentStatus.OPEN:
            drafter = acts.person(tx, DRAFTER)
            close(tx, at, drafter, found.id, found.version, "现场处置结束，终报已发布。")

    def _submit(self, tx: Session, at: datetime, now: Play) -> Play:
        if acts.look(tx, now.release_id).row.stage is Stage.DRAFT:
            acts.submit(tx, at, acts.person(tx, DRAFTER), self._house.policy, now.release_id)
        return now.done(at)

    def _sign(self, tx: Session, at: datetime, now: Play) -> Play:
        """Whoever is next signs, up to this beat's own step; a visitor may have been faster."""
        view = acts.look(tx, now.release_id)
        stage = view.row.stage
        if stage is not Stage.IN_REVIEW:
            after = stage in PUBLIC or stage in {Stage.SIGNED, Stage.SCHEDULED}
            return now.done(at) if after and stage not in GONE else self._look_again(at, now, stage)
        visitors = now.now.deed is Deed.VISITOR
        wanted = None if visitors else SIGNED_BY[now.now.deed]
        turn = next(step for step in view.chain if step.current)
        if wanted is not None and turn.place > _place(view.chain, wanted):
            return now.done(at)
        stop = Role.BUREAU_LEADER if now.now.scene == story.VISITORS else None
        signed = acts.sign_next(tx, at, self._house.policy, now.release_id, until=stop)
        return now.done(at) if wanted is not None and signed is wanted else now.waiting(at)

    def _look_again(self, at: datetime, now: Play, stage: Stage) -> Play:
        return now.ending(ENDED) if stage in GONE else now.waiting(at)

    def _post(self, now: Play) -> str:
        """Outside any transaction; "" when there is nothing to post now."""
        channel = CHANNELS.get(now.now.deed)
        if channel is None:
            return ""
        with self._house.database.snapshot() as tx:
            row = _delivery(tx, now.release_id, channel)
            if row is None or row.state is not DeliveryState.HANDED_OVER:
                return ""
            if holding(tx, release_id=row.release_id, incident_id=row.incident_id):
                raise NotNow("delivery.held")
            words, ref = acts.words_for(tx, now.release_id, channel), row.client_ref
        return self._stand_in.post(channel, words, ref)

    def _confirm(self, tx: Session, at: datetime, now: Play, link: str) -> Play:
        row = _delivery(tx, now.release_id, CHANNELS[now.now.deed])
        if row is None or row.state not in OPEN_POSTS | {DeliveryState.HANDED_OVER}:
            return now.done(at)  # a visitor did it, or took it out
        if not link:
            return now.waiting(at)
        poster = acts.person(tx, POSTER)
        confirm_handover(tx, at, poster, row.id, link, self._house.policy.accounts)
        return now.done(at)


def _delivery(tx: Session, release_id: UUID, channel: str) -> Delivery | None:
    return tx.scalars(
        select(Delivery)
        .where(
            Delivery.release_id == release_id,
            Delivery.channel == channel,
            Delivery.action == Action.PUBLISH,
        )
        .order_by(Delivery.created_at.desc())
        .limit(1)
    ).first()


def _place(chain: tuple[Any, ...], role: Role) -> int:
    """Of the step of ``role``; beyond the end when a changed chain has none."""
    return next((step.place for step in chain if step.role is role), len(chain))


__all__ = ["BEATS", "Night", "handler", "start"]
