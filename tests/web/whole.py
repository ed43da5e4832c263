"""One of everything, made by the real services: for sweeps over every view."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text, update

from console.authorisations import service as authorisations
from console.authorisations.policy import from_settings as authorising
from console.authorisations.rules.giving import Wanted, up_to
from console.credentials import service as credentials
from console.duty.rules.relief import Item, Part
from console.duty.service.relieving import hand_over
from console.incidents.rules.facts import FactKey
from console.incidents.rules.levels import Level
from console.incidents.service import facts
from console.incidents.service.facts import FactForm
from console.kernel.ids import new_id
from console.people import accounts
from console.people.records import Passkey, Person
from console.people.rules import changes
from console.people.rules.granted import Scope
from console.people.rules.roles import Role
from console.publishing.rules.states import HoldScope
from console.release_templates import queries as templates
from console.release_templates import service as template_service
from console.release_templates.service.clearing import Terms
from console.releases import service
from console.releases.queries import overrides_of
from console.releases.rules.kinds import Kind
from console.releases.rules.signing import chain_for
from console.releases.rules.telephone import code_of
from console.releases.templating import VOCABULARY
from console.web.services import Services
from tests.cleared import DOUBT, HOUSE, cleared
from tests.scened import Scene
from tests.web.running import Night
from tests.web.test_guarding import NO_SUCH_DAY

WEIBO = "weibo:main"
REASON = "外出期间代为签字"  # of the authorisation
SECRET = "不给外人看的附注"  # of a signer, to the others


@dataclass
class Whole:
    """``names``: what stands in ``{braces}`` in a data file, as text."""

    night: Night
    services: Services
    names: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, made: object) -> None:
        self.names[name] = str(made)

    def release(self, name: str, release_id: UUID) -> UUID:
        self.put(name, release_id)
        self.put(f"{name}_digest", self.night.desk.see(release_id).digest)
        return release_id


def whole(night: Night, services: Services) -> Whole:
    made = Whole(night, services)
    for name, person in night.desk.people.items():
        made.put(name, person.id)
    incident = night.incident()
    made.put("incident", incident)
    _releases(made, incident)
    _signing(made, incident)
    _house(made)
    return made


def _releases(made: Whole, incident: UUID) -> None:
    night, desk, now = made.night, made.night.desk, made.night.clock.now
    cleared(desk, night.clock, house=DOUBT)
    made.release("published", night.signed(kind=Kind.NOTICE, column="notices"))
    night.run()
    made.release("draft", desk.draft(now(), incident_id=incident, title="待写的稿子"))
    blocked = made.release("blocked", desk.draft(now(), text=NO_SUCH_DAY))
    with desk.database.snapshot() as tx:
        judged = service.judge(tx, now(), desk.policy, blocked)
    made.put("finding", next(each.key for each in judged.findings if each.severity == "block"))
    later = now() + timedelta(hours=9)
    waiting = desk.draft(now(), kind=Kind.NOTICE, column="notices", go_at=later)
    desk.ask_for_facts(now(), waiting, "wechat")
    desk.sign_all(now(), waiting, desk.submit(now(), waiting, midnight=True))
    made.release("waiting", waiting)
    made.put("hold", night.hold(HoldScope.ALL))


def _signing(made: Whole, incident: UUID) -> None:
    """Releases on their way: one waits for the unit head, one for a leader who is far away, one
    was spoken on scene."""
    night, desk, now = made.night, made.night.desk, made.night.clock.now
    reviewing = desk.draft(now(), incident_id=incident, title="待签的稿子")
    desk.submit(now(), reviewing)
    made.release("reviewing", reviewing)
    called = desk.draft(now(), kind=Kind.NOTICE, column="notices", title="交通管制通告")
    digest = desk.submit(now(), called)
    for by in ("unit-head", "secrecy"):
        desk.sign(now(), called, digest, by)
    made.release("called", called)
    made.put("heard", code_of(digest))
    leader = desk.people["leader"].id
    with desk.database.transaction() as tx:
        tx.execute(update(Person).where(Person.id == leader).values(telephone="0954-2032110"))
        call = service.begin_call(
            tx, now(), desk.people["deputy"], desk.policy, release_id=called, signer_id=leader
        )
    made.put("call", call)
    scene = Scene.of(desk, night.clock)
    made.release("spoken", scene.put())
    scene.sign(UUID(made.names["spoken"]))


def _house(made: Whole) -> None:
    desk, now = made.night.desk, made.night.clock.now
    wanted = Wanted(
        Role.BUREAU_LEADER, desk.people["deputy"].id,
        Scope(UUID(made.names["incident"]), "bulletins", up_to(Level.LARGER)), now(),
        now() + timedelta(hours=6),
    )  # fmt: skip
    admin = desk.people["admin"]
    more = changes.Wanted(changes.Change.ROLES, admin.roles | {Role.AUDITOR}, admin.roles)
    token = made.services.vault.sealed_token(WEIBO, "t" * 20)
    application = credentials.sealed_application(
        made.services.vault.keyring, WEIBO, "1000000001", "secret"
    )
    with desk.database.transaction() as tx:
        given = authorisations.give(
            tx, now(), desk.people["leader"], authorising(made.services.settings), desk.policy,
            wanted, reason=REASON, proof=desk.proof("leader", now()),
        )  # fmt: skip
        done = accounts.change(tx, now(), admin, made.services.terms, admin.id, more)
        credentials.enter(tx, now(), admin, WEIBO, application)
        credentials.connect(tx, now(), admin, WEIBO, token, uid="1", lives=timedelta(days=30))
    made.put("authorisation", given)
    made.put("request", done.request)
    made.put("clearance", _asked(made))


def _asked(made: Whole) -> UUID:
    desk, now = made.night.desk, made.night.clock.now
    steps = chain_for(desk.policy.chains, Kind.INITIAL, "bulletins").steps
    terms = Terms(
        steps, "bulletins", VOCABULARY.facts, desk.policy.pre_cleared.longest,
        desk.policy.longest_remark,
    )  # fmt: skip
    with desk.database.transaction() as tx:
        template = template_service.create(
            tx, now(), desk.people["admin"], VOCABULARY, name=HOUSE.name, wording=HOUSE.wording
        )
        clearance = template_service.ask(
            tx, now(), desk.people["admin"], terms, template_id=template, seen=1,
            expires_at=now() + timedelta(days=30),
        )  # fmt: skip
        made.put("template", template)
        made.put("clearance_digest", templates.clearance(tx, clearance).digest)
    return clearance


def relieved(made: Whole) -> None:
    """editor, on duty tonight, hands over to the spokesperson."""
    desk, now = made.night.desk, made.night.clock.now
    item = Item(Part.SIGNATURE, f"release:{made.names['reviewing']}", "待签的稿子")
    with desk.database.transaction() as tx:
        relief = hand_over(
            tx, now(), desk.people["editor"], desk.people["spokesperson"].id, [item], ""
        )
    made.put("relief", relief)


def with_passkey(made: Whole) -> None:
    """The legal reviewer's: whoever has one signs in with it, so sign in before."""
    desk, now = made.night.desk, made.night.clock.now
    passkey = Passkey(
        id=new_id(), person_id=desk.people["legal"].id, credential_id="cred", made_at=now(),
        public_key="key", sign_count=0, transports=[], name="旧手机",
    )  # fmt: skip
    with desk.database.transaction() as tx:
        tx.add(passkey)
    made.put("passkey", passkey.id)


FIRST_OF = {
    "clock": "SELECT id FROM clocks WHERE incident_id = :of",
    "task": "SELECT id FROM response_tasks WHERE incident_id = :of",
    "session": "SELECT id FROM sign_in_sessions WHERE person_id = :of",
    "notice": "SELECT id FROM notices WHERE person_id = :of AND seen_at IS NULL",
    "shift": "SELECT id FROM duty_shifts",
    "delivery": "SELECT id FROM deliveries WHERE release_id = :of",
}


def with_children(made: Whole, file: str) -> None:
    """What hangs on the releases, an incident with clocks and tasks (``alarm``) and the people.
    ``file``: the SHA-256 of one."""
    desk, now, names = made.night.desk, made.night.clock.now, made.names
    reviewing, alarm = UUID(names["reviewing"]), UUID(names["alarm"])
    people, seen = desk.people, names["reviewing_digest"]
    fact = FactForm(FactKey.DEATHS, 2)
    with desk.database.transaction() as tx:
        for name, made_here in {
            "comment": service.comment(
                tx, now(), people["unit-head"], desk.policy, release_id=reviewing, seen=seen,
                place=0, text="此处请核",
            ),
            "proposal": service.propose(
                tx, now(), people["unit-head"], release_id=reviewing, seen=seen, place=1,
                text="民警已到场。",
            ),
            "note": service.note(
                tx, now(), people["unit-head"], desk.policy, release_id=reviewing, text=SECRET
            ),
            "fact": facts.enter(
                tx, now(), people["spokesperson"], alarm, (fact,), as_of=now(),
                source="现场指挥部",
            )[0],
        }.items():  # fmt: skip
            made.put(name, made_here)
        service.override(
            tx, now(), people["unit-head"], desk.policy, release_id=UUID(names["blocked"]),
            key=names["finding"], reason="已核", proof=desk.proof("unit-head", now()),
        )  # fmt: skip
    with desk.database.snapshot() as tx:
        made.put("override", overrides_of(tx, UUID(names["blocked"]))[0].id)
        of = {"session": "leader", "notice": "leader", "delivery": "published"}
        for name, query in FIRST_OF.items():
            key = UUID(names[of.get(name, "alarm")]).hex
            made.put(name, UUID(tx.execute(text(query), {"of": key}).scalars().first()))
    made.put("file", file)
