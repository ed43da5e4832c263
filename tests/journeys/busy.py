"""A busy night at the bureau: every state that a screen can show, made by the real services."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from console.authorisations import service as authorisations
from console.authorisations.policy import from_settings as authorising
from console.authorisations.rules.giving import Wanted, up_to
from console.duty import queries as duty
from console.duty.rules.relief import Item, Part
from console.duty.service.relieving import hand_over
from console.files.rules import accepted
from console.files.service import register
from console.files.store import FileStore
from console.incidents import service as incidents
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.kernel.clock import whole_seconds
from console.people import accounts, factors
from console.people import queries as people
from console.people.records import Person
from console.people.rules import changes
from console.people.rules.granted import Scope
from console.people.rules.roles import Role
from console.people.rules.totp import new_secret
from console.people.sealing import Keyring
from console.publishing import service as publishing
from console.publishing.records import Delivery
from console.publishing.rules.states import DeliveryState, HoldScope
from console.release_templates import queries as template_queries
from console.release_templates import service as templates
from console.release_templates.rules.clearing import HOLDING
from console.release_templates.service.clearing import Terms
from console.releases import service as releases
from console.releases.queries import draft
from console.releases.rules.body import from_input
from console.releases.rules.content import AttachmentRef
from console.releases.rules.kinds import Kind
from console.releases.rules.signing import chain_for
from console.releases.templating import VOCABULARY
from tests.journeys.office import Office, eventually, now

FIRST = (
    "11月23日20时10分许，我市原州区工业大道18号一厂房发生爆炸。接报后，公安、消防、"
    "急救力量立即赶赴现场处置。\n截至21时10分，事故已造成2人死亡、5人受伤，伤者均已送医。"
    "现场明火已扑灭，周边道路临时管制，请过往车辆绕行。\n事故原因正在调查，后续情况将及时通报。"
)
# What stands around the second sentence is locked by the template.
CORRECTED = (
    "本局此前发布的有关内容有误，现予更正。\n管制时间更正为22时至次日2时。\n更正后的全文如下。"
)
CIRCLE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99="
    b"\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@dataclass(frozen=True)
class Night:
    """What stands where; ids as they are in addresses."""

    incident: UUID
    drill: UUID
    published: UUID
    corrected: UUID
    withdrawn: UUID
    reviewing: UUID
    drafted: UUID
    scheduled: UUID
    hold: UUID
    handed_over: UUID
    confirmed: UUID
    failed: UUID
    unknown: UUID
    file: str
    person: UUID
    shift: UUID
    relief: UUID
    template: UUID
    authorisation: UUID
    call: UUID  # to the leader, under way
    clearance: UUID  # waits for the unit head
    request: UUID  # a change of an administrator, asked for by admin


def _cleared(office: Office) -> dict[str, UUID]:
    """The house's own holding statement, on its way through the chain."""
    policy, admin = office.wired.policy, office.actor("admin")
    chain = chain_for(policy.chains, Kind.INITIAL, "bulletins").steps
    terms = Terms(chain, "bulletins", VOCABULARY.facts, policy.pre_cleared.longest, 2000)
    with office.wired.database.transaction() as tx:
        templates.plant(tx, now(), VOCABULARY)
        found = next(
            each for each in template_queries.templates(tx)
            if each.newest.wording.kind == HOLDING
        )  # fmt: skip
        clearance = templates.ask(
            tx, now(), admin, terms, template_id=found.id, seen=found.newest.place,
            expires_at=now() + timedelta(days=30),
        )  # fmt: skip
    return {"template": found.id, "clearance": clearance}


def _enrolling(office: Office, who: str) -> None:
    """Half way to a second factor: the QR code is shown."""
    settings, actor = office.wired.settings, office.actor(who)
    with office.wired.database.transaction() as tx:
        factors.begin_totp(tx, now(), actor, Keyring([settings.secret_key]), new_secret())


def begin(office: Office) -> Night:
    _enrolling(office, "auditor")
    incident, drill = _incident(office), _incident(office, drill=True)
    published = office.signed("情况通报", text=FIRST, kind=Kind.INITIAL, incident_id=incident)
    corrected = office.signed("工业大道临时交通管制通告", kind=Kind.NOTICE, column="notices")
    withdrawn = office.signed("关于某路段事故的情况说明", kind=Kind.STATEMENT)
    _await_pages(office, published, corrected, withdrawn)
    _withdraw(office, withdrawn)
    _correct(office, corrected)
    later = now() + timedelta(hours=20)
    held = office.signed("安全防范提示", text=FIRST, go_at=later)
    with office.wired.database.transaction() as tx:
        hold = publishing.place_hold(
            tx, now(), office.actor("leader"), HoldScope.RELEASE, release_id=held
        )
    file = _file(office)
    reviewing = _resubmitted(office, incident)
    return Night(
        incident=incident, drill=drill, published=published, corrected=corrected,
        withdrawn=withdrawn, reviewing=reviewing, call=_called(office, reviewing),
        drafted=_with_file(office, file), scheduled=office.signed("新闻发布会预告", go_at=later),
        hold=hold, file=file, person=office.actor("editor").id,
        shift=_shift(office), relief=_relief(office, incident),
        authorisation=_authorised(office, incident),
        **_deliveries(office, published), **_cleared(office), request=_request(office),
    )  # fmt: skip


def _incident(office: Office, *, drill: bool = False) -> UUID:
    form = IncidentForm(
        title="反恐桌面推演" if drill else "原州区一厂房爆炸",
        place="演练场" if drill else "原州区工业大道18号", level=Level.LARGER,
        level_basis="初判 3 人死亡", detected_at=now() - timedelta(minutes=45),
        occurred_at=now() - timedelta(minutes=50), drill=drill,
    )  # fmt: skip
    with office.wired.database.transaction() as tx:
        return incidents.open_incident(
            tx, now(), office.actor("spokesperson"), office.wired.policy.zone, form
        )


def _await_pages(office: Office, *released: UUID) -> None:
    for each in released:
        eventually(lambda each=each: office.stage(each) == "published")  # type: ignore[misc] # a default of a lambda has no kind


def _withdraw(office: Office, release_id: UUID) -> None:
    seen, at = office.desk.see(release_id).row, now()
    with office.wired.database.transaction() as tx:
        releases.withdraw(
            tx, at, office.actor("leader"), office.wired.policy, release_id=release_id,
            seen=office.desk.see(release_id).digest, reason=f"编号 {seen.number} 的时间有误。",
            proof=office.desk.proof("leader", at),
        )  # fmt: skip


def _correct(office: Office, release_id: UUID) -> None:
    with office.wired.database.transaction() as tx:
        started = releases.start_correction(
            tx, now(), office.actor("spokesperson"), office.wired.policy, release_id=release_id,
            kind=Kind.CORRECTION,
        )  # fmt: skip
    office.desk.write(now(), started.id, body=from_input(CORRECTED))
    digest = office.desk.submit(now(), started.id, midnight=True)
    office.desk.sign_all(now(), started.id, digest)
    _await_pages(office, started.id)


def _resubmitted(office: Office, incident: UUID) -> UUID:
    """Signed once, sent back, changed, submitted again: a signature has fallen."""
    release_id = office.draft("情况通报（二）", text=FIRST, kind=Kind.UPDATE, incident_id=incident)
    digest = office.desk.submit(now(), release_id, midnight=True)
    office.desk.sign(now(), release_id, digest, "unit-head", "情况已核对。")
    with office.wired.database.transaction() as tx:
        releases.send_back(
            tx, now(), office.actor("secrecy"), office.wired.policy, release_id=release_id,
            seen=digest, comment="伤者人数请与医院再核一次。",
        )  # fmt: skip
    office.desk.write(now(), release_id, body=from_input(FIRST.replace("5人受伤", "6人受伤")))
    digest = office.desk.submit(now(), release_id, midnight=True)
    office.desk.sign(now(), release_id, digest, "unit-head")
    office.desk.sign(now(), release_id, digest, "secrecy", "审查无异议。")
    return release_id


def _shift(office: Office) -> UUID:
    with office.wired.database.snapshot() as tx:
        shift = duty.shift_after(tx, now())
    assert shift, "the demonstration has a roster"
    return shift.id


def _authorised(office: Office, incident: UUID) -> UUID:
    """The leader lets the deputy sign, in this incident, up to its level."""
    at = now().replace(microsecond=0)
    wanted = Wanted(
        Role.BUREAU_LEADER, office.actor("deputy").id,
        Scope(incident, "bulletins", up_to(Level.LARGER)), at, at + timedelta(hours=6),
        may_pass_on=True,
    )  # fmt: skip
    with office.wired.database.transaction() as tx:
        return authorisations.give(
            tx, at, office.actor("leader"), authorising(office.wired.settings),
            office.wired.policy, wanted, reason="赴现场指挥，由副职代签。",
            proof=office.desk.proof("leader", at),
        )  # fmt: skip


def _request(office: Office) -> UUID:
    terms = accounts.Terms(
        timedelta(hours=48), timedelta(hours=24), timedelta(days=7), lambda *_: False
    )
    admin = office.actor("admin")
    wanted = changes.Wanted(changes.Change.ROLES, admin.roles | {Role.MEDIA_RECEPTION}, admin.roles)
    with office.wired.database.transaction() as tx:
        done = accounts.change(tx, now(), admin, terms, admin.id, wanted)
    assert done.request
    return done.request


def _called(office: Office, release_id: UUID) -> UUID:
    """The deputy has the leader on the telephone."""
    leader = office.actor("leader").id
    with office.wired.database.transaction() as tx:
        tx.execute(update(Person).where(Person.id == leader).values(telephone="0954-2032110"))
        return releases.begin_call(
            tx, now(), office.actor("deputy"), office.wired.policy, release_id=release_id,
            signer_id=leader,
        )  # fmt: skip


def _relief(office: Office, incident: UUID) -> UUID:
    """Given by B of this shift to the leader, with one item of each part; not taken yet."""
    about = Item(Part.CLOCK, f"incident:{incident}", "原州区一厂房爆炸", "2026-E0001")
    names = {
        Part.PROMISE: "下次更新", Part.CLOCK: "新闻发布会", Part.TASK: "初报上级",
        Part.DELIVERY: "weibo", Part.SIGNATURE: "legal_reviewer", Part.FACT: "deaths",
        Part.HOLD: "incident", Part.CORRECTION: "update",
    }  # fmt: skip
    states = {
        Part.DELIVERY: "unknown", Part.TASK: "unit_head", Part.CORRECTION: "pending",
    }  # fmt: skip
    items = [
        replace(
            about, part=part, name=name, state=states.get(part, ""), at=whole_seconds(now()),
            who=("罗正言",) if part is Part.SIGNATURE else (), drill=part is Part.FACT,
        )
        for part, name in names.items()
    ]  # fmt: skip
    with office.wired.database.transaction() as tx:
        shift = duty.shift_at(tx, now())
        assert shift, "the demonstration has a roster"
        giver, to = people.actor(tx, shift.b_id), office.actor("leader").id
        return hand_over(tx, now(), giver, to, items, "九点半前要有下一次更新。")


def _file(office: Office) -> str:
    stored = accepted("示意图.png", CIRCLE, types=("image/png",), most_mib=1)
    FileStore(office.wired.settings.file_store).put(CIRCLE)
    with office.wired.database.transaction() as tx:
        register(tx, now(), office.actor("spokesperson"), stored)
    return stored.sha256


def _with_file(office: Office, sha256: str) -> UUID:
    release_id = office.draft("关于开展夜查行动的通告", kind=Kind.NOTICE)
    with office.wired.database.snapshot() as tx:
        _, content = draft(tx, release_id)
    attached = AttachmentRef(sha256, "示意图.png", "image/png", len(CIRCLE), "管制路段示意图")
    office.desk.write(now(), release_id, attachments=(*content.attachments, attached))
    return release_id


def _deliveries(office: Office, published: UUID) -> dict[str, Any]:
    """The handover of the published release as it is; two more ended badly; one is done."""
    broken = {}
    for name, state, trouble in (
        ("failed", DeliveryState.FAILED, "delivery.expired"),
        ("unknown", DeliveryState.UNKNOWN, "delivery.no_answer"),
    ):
        release_id = office.signed(f"夜间出行提示之{'一' if name == 'failed' else '二'}")
        broken[name] = _when_handed_over(office, release_id)
        with office.wired.database.transaction() as tx:
            row = tx.get_one(Delivery, broken[name])
            row.state, row.trouble, row.changed_at = state, trouble, now()
    with office.wired.database.snapshot() as tx:
        confirmed = tx.scalars(
            select(Delivery.id).where(Delivery.state == DeliveryState.CONFIRMED).limit(1)
        ).one()
    return {**broken, "handed_over": _when_handed_over(office, published), "confirmed": confirmed}


def _when_handed_over(office: Office, release_id: UUID) -> UUID:
    def look() -> UUID | None:
        with office.wired.database.snapshot() as tx:
            return tx.scalars(
                select(Delivery.id).where(
                    Delivery.release_id == release_id,
                    Delivery.channel == "weibo",
                    Delivery.state == DeliveryState.HANDED_OVER,
                )
            ).first()

    return eventually(look)  # type: ignore[return-value] # it is there, or this fails
