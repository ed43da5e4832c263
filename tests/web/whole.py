"""One of everything, made by the real services: for sweeps over every view."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from console.authorisations import service as authorisations
from console.authorisations.policy import from_settings as authorising
from console.authorisations.rules.giving import Wanted, up_to
from console.credentials import service as credentials
from console.duty.rules.relief import Item, Part
from console.duty.service.relieving import hand_over
from console.incidents.rules.levels import Level
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
    made.release("waiting", night.signed(kind=Kind.NOTICE, column="notices", go_at=later))
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
            wanted, reason="赴现场", proof=desk.proof("leader", now()),
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
