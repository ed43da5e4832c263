"""Random people do random things, through the real services, each in a transaction of its own."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.kernel.errors import FayanError, NotThere
from console.people import queries as people
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.publishing.rules.channel import Action, Bulletin
from console.releases import queries, service
from console.releases.records import GuardOverride, Release, Signature, WordingProposal
from console.releases.rules.body import from_input
from console.releases.rules.kinds import Kind
from console.releases.rules.scene import Verdict
from console.releases.rules.workflow import Stage
from tests.actors.bureau import Bureau
from tests.actors.oracle import Oracle
from tests.actors.others import Others
from tests.actors.telephones import Telephones
from tests.builders import TEXT, Desk
from tests.dispatching import Press
from tests.scened import ALL, WORDS

Deed = tuple[str, str, int, int, int]
"""What, who, and three numbers up to 15 that say how, with whom, and to which release."""

DRAFTERS = ("editor", "spokesperson", "legal", "unit-head")
APT = {
    **dict.fromkeys(
        ("begin", "change", "scene", "cite", "write", "submit", "recall", "make_correction"),
        DRAFTERS,
    ),
    "override": ("legal", "leader", "unit-head"), "withdraw": ("leader",), "review": ("secrecy",),
    "regrade": ("editor",), "end_clearance": ("legal",), "account": ("secrecy", "leader", "deputy"),
    "take_role": ("secrecy", "leader", "unit-head", "leader-2", "commander"),
    "give_role": ("secrecy", "leader", "unit-head", "leader-2", "commander"),
}  # fmt: skip
STAGES = {
    **dict.fromkeys(
        ("sign_on", "sign", "call", "send_back", "propose", "attest_late"), (Stage.IN_REVIEW,)
    ),
    **dict.fromkeys(("submit", "write", "override", "take_back"), (Stage.DRAFT,)),
    **dict.fromkeys(("change", "withdraw", "review"), (Stage.PUBLISHED,)),
    "recall": (Stage.IN_REVIEW, Stage.SCHEDULED), "send_through": (Stage.SCHEDULED,),
}  # fmt: skip

SECRET = "11010119900307" + "7758"  # what the guard stops: an identity number


class Crowd(Telephones, Others):
    """One day. ``broken``: every breach that the oracle saw, by its word."""

    def __init__(self, bureau: Bureau, desk: Desk, oracle: Oracle) -> None:
        self.bureau, self.desk, self.oracle = bureau, desk, oracle
        self.clock = bureau.clock
        self.releases = [bureau.published]
        self.seen: dict[UUID, list[str]] = {}
        self.late: dict[str, Actor] = {}
        self.came: Counter[str] = Counter()
        self.out: Counter[str] = Counter()
        self.broken: list[str] = []
        self.press = Press(desk.database, desk.policy, self.clock)
        for pages in (self.press.website, self.press.feeds):
            pages.trouble = self.look
        for posts in (self.press.weibo, self.press.wechat):
            posts.before = lambda bulletin, _: self.look(bulletin)
        self.dispatcher = self.press.dispatcher()

    def look(self, bulletin: Bulletin) -> None:
        """What the channels are told, the oracle is asked of, before anything else happens."""
        if bulletin.action is Action.PUBLISH:
            said = bulletin.release.title, bulletin.digest
            self.broken += self.oracle.going_out(
                bulletin.release.number, said, bulletin.account.channel, self.now
            )
            self.out[bulletin.account.channel] += 1

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def do(self, deed: Deed) -> None:
        verb, name, a, b, c = deed
        release = self.target(verb, c)
        name = self.apt(verb, name, c)
        for act in self.acts(verb, release, name, a, b):
            try:
                with self.desk.database.transaction() as tx:
                    act(tx)
            except FayanError as refused:
                self.came[refused.code] += 1
                break
            self.came[verb] += 1
            self.clock.move(seconds=1)
        self.broken += self.oracle.at_rest()

    def target(self, verb: str, c: int) -> UUID:
        """Mostly the newest that this can be done to, sometimes any other."""
        with self.desk.database.snapshot() as tx:
            rows = tx.execute(select(Release.id, Release.stage))
            stages: dict[UUID, Stage] = dict(rows.all())
        self.releases = [each for each in self.releases if each in stages]  # not rolled back
        able = [each for each in self.releases if stages[each] in STAGES.get(verb, stages.values())]
        if c < 13 and able:
            return able[-1]
        return self.releases[-1 if c < 14 else c % len(self.releases)]

    def fits(self, verb: str, release: UUID) -> bool:
        with self.desk.database.snapshot() as tx:
            return self.row(tx, release).stage in STAGES[verb]

    def apt(self, verb: str, name: str, c: int) -> str:
        """Mostly somebody whose work it is, sometimes anybody."""
        able = [each for each in APT.get(verb, ()) if c < 11]
        return able[(c + len(name)) % len(able)] if able else name

    def acts(
        self, verb: str, release: UUID, name: str, a: int, b: int
    ) -> Iterator[Callable[[Session], None]]:
        """Of what is done in several steps, each one in a transaction of its own."""
        if STAGES.get(verb) == (Stage.IN_REVIEW,) and not self.fits(verb, release):
            yield lambda tx: self.begin(tx, release, DRAFTERS[b % 4], a, 1)
            release = self.releases[-1]
        if verb == "tick":
            self.dispatcher.tick()
        elif verb == "sign_on":  # everybody whose turn it is, properly, until somebody is refused
            for _ in range(4):
                yield lambda tx: self.sign(tx, release, "", a % 8, 15)
        elif verb == "call":
            yield from self.calling(release, name, a, b)
        else:
            yield lambda tx: getattr(self, verb)(tx, release, name, a, b)

    def actor(self, tx: Session, name: str) -> Actor:
        """As a request finds them that begins now."""
        self.late[name] = people.actor(tx, self.bureau.ids[name])
        return self.late[name]

    def proof(self, name: str, act: str) -> Proof:
        return Proof(self.bureau.ids[name], self.now, act)

    def row(self, tx: Session, release: UUID) -> Release:
        return tx.get_one(Release, release)

    # -- drafting ---------------------------------------------------------------------------

    def begin(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del release
        kind, column = ((Kind.NOTICE, "notices"), (Kind.STATEMENT, "bulletins"))[a % 2]
        made = service.start(
            tx, self.now, self.actor(tx, name), self.desk.policy, kind=kind, column=column,
            title="情况通报", body=from_input(TEXT), incident_id=None,
        )  # fmt: skip
        self.releases.append(made.id)
        if b % 4:
            self.submit(tx, made.id, name, 0, 0)

    def change(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        """文字勘误 or 事实更正 of a published release; an erratum may touch a figure."""
        kind = (Kind.ERRATUM, Kind.CORRECTION)[a % 2]
        text = TEXT.replace("处置，", "处置，" if b % 4 == 0 else "处置；")
        made = service.start_correction(
            tx, self.now, self.actor(tx, name), self.desk.policy, release_id=release, kind=kind,
            body=from_input(text.replace("20时10分", "21时15分") if b % 4 == 1 else text),
        )  # fmt: skip
        self.releases.append(made.id)
        self.submit(tx, made.id, name, 0, 0)

    def make_correction(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del a, b
        service.make_correction(
            tx, self.now, self.actor(tx, name), self.desk.policy, release_id=release
        )

    def write(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        row, content = queries.draft(tx, release)
        said = f"身份证号{SECRET}。" if b > 11 else f"民警已到场处置，后续情况{a}时再通报。"
        service.save(
            tx, self.now, self.actor(tx, name), self.desk.policy, release_id=release,
            version=row.version, content=replace(content, body=from_input(said)),
        )  # fmt: skip

    def submit(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del a, b
        sealed = service.submit(
            tx, self.now, self.actor(tx, name), self.desk.policy, release_id=release,
            version=queries.draft(tx, release)[0].version, after_midnight_meant=True,
        )  # fmt: skip
        self.seen.setdefault(release, []).append(sealed)

    def override(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        """Let through what the guard stops, of a text with something to stop; and submit it."""
        actor = self.actor(tx, name)
        found = service.findings(tx, self.now, self.desk.policy, release)
        for each in [each for each in found if SECRET in each.excerpt] or found[:1]:
            service.override(
                tx, self.now, actor, self.desk.policy, release_id=release, key=each.key,
                reason="已核", proof=self.proof(name, act_of("override", release, each.key)),
            )  # fmt: skip
        if a % 2:
            self.submit(tx, release, "spokesperson" if b % 2 else "editor", 0, 0)

    def take_back(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del a, b
        asked = select(GuardOverride.id).where(GuardOverride.release_id == release)
        for row in tx.scalars(asked).all():
            service.take_back(
                tx, self.now, self.actor(tx, name), release_id=release, override_id=row
            )

    def recall(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        service.recall(
            tx, self.now, self.actor(tx, name), self.desk.policy, release_id=release,
            version=self.row(tx, release).version, reason="再改",
        )  # fmt: skip
        if a % 2:
            self.write(tx, release, name, a, b)
            self.submit(tx, release, name, a, b)

    # -- signing ----------------------------------------------------------------------------

    def next(self, tx: Session, release: UUID, at: int) -> str:
        """Somebody who could be the one whose turn it is."""
        row = self.row(tx, release)
        roles = queries.release(tx, release, self.desk.people["auditor"]).chain
        wanted = [each.role.value for each in roles if each.signed_by is None]
        signed = tx.scalars(
            select(Signature.person_id).where(
                Signature.release_id == row.id, Signature.fell_at.is_(None)
            )
        ).all()
        could = self.authorised(tx, wanted[:1]) + self.holders(tx, wanted[:1])
        able = [each for each in could if self.bureau.ids[each] not in signed]
        if not able:
            raise NotThere("nobody")
        return able[at % len(able)] if at < 8 else able[-1 - at % 2 * (len(able) > 1)]

    def sign(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        """``b`` up to 5: with something wrong about it, which has to be refused."""
        seen = self.row(tx, release).digest
        who = self.next(tx, release, a) if a < 11 or not name else name
        others = [*self.seen.get(release, ()), "0" * 64]
        old = next(each for each in others if each != seen)
        late = self.late.get(who)
        actor = late if b == 5 and late else self.actor(tx, who)
        act = act_of("sign", {0: old, 2: "1" * 64}.get(b, seen))
        other = "legal" if who == "leader" else "leader"
        proof = Proof(
            self.bureau.ids[other if b == 1 else who],
            self.now - timedelta(hours=b == 3), act, "none" if b == 4 else "totp",
        )  # fmt: skip
        had = self._signed(tx, release, actor)
        service.sign(
            tx, self.now, actor, self.desk.policy, release_id=release,
            seen=old if b == 0 else seen, proof=proof, ticked=ALL[: 3 if b == 6 else 4],
        )  # fmt: skip
        if self._signed(tx, release, actor) > had:
            if b in {1, 2, 3, 4}:
                self.broken.append("proof")
            if b == 6 and queries.release(tx, release, actor).package["on_scene"]:
                self.broken.append("not ticked")
            if b == 0:
                self.broken.append("words not on the screen")

    def _signed(self, tx: Session, release: UUID, actor: Actor) -> int:
        tx.flush()
        rows = tx.scalars(
            select(Signature.id).where(
                Signature.release_id == release, Signature.person_id == actor.id
            )
        )
        return len(rows.all())

    def send_back(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        who = self.next(tx, release, a) if b % 2 else name
        service.send_back(
            tx, self.now, self.actor(tx, who), self.desk.policy, release_id=release,
            seen=self.row(tx, release).digest, comment="请改",
        )  # fmt: skip

    def propose(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        """And the drafter accepts, and sends the words to review again."""
        service.propose(
            tx, self.now, self.actor(tx, self.next(tx, release, a) if b % 2 else name),
            release_id=release, seen=self.row(tx, release).digest, place=0, text=f"改成这样{a}。",
        )  # fmt: skip
        tx.flush()
        asked = select(WordingProposal.id).where(
            WordingProposal.release_id == release, WordingProposal.outcome == ""
        )
        drafter = ("spokesperson", "editor", name)[a % 3]
        for row in tx.scalars(asked).all():
            service.accept(
                tx, self.now, self.actor(tx, drafter), self.desk.policy, release_id=release,
                proposal_id=row,
            )  # fmt: skip
        self.submit(tx, release, drafter, 0, 0)

    # -- by itself: on scene, and cleared beforehand ------------------------------------------

    def scene(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del release
        made = service.put_on_scene(
            tx, self.now, self.actor(tx, name), self.desk.policy,
            incident_id=self.bureau.incidents[a % 2], title="情况通报",
            text=f"{WORDS}{b}", ticked=ALL[: 4 if b else 2],
        )  # fmt: skip
        self.releases.append(made.id)

    def review(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        row = self.row(tx, release)
        service.review_afterwards(
            tx, self.now, self.actor(tx, name), self.desk.policy, release_id=release,
            seen=row.digest, verdict=(Verdict.SOUND, Verdict.FAULTY)[a % 2], remark="略" * (b % 2),
            proof=self.proof(name, act_of("after-review", row.digest)),
        )  # fmt: skip

    def cite(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del release, b
        slots = self.slots(tx, self.bureau.incidents[a % 2])
        made = service.put_forward(
            tx, self.now, self.actor(tx, name), self.desk.policy,
            incident_id=self.bureau.incidents[a % 2], clearance_id=self.bureau.clearance,
            slots=slots,
        )  # fmt: skip
        self.releases.append(made.id)

    def withdraw(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        del a, b
        seen = self.row(tx, release).digest
        service.withdraw(
            tx, self.now, self.actor(tx, name), self.desk.policy, release_id=release, seen=seen,
            proof=self.proof(name, act_of("withdraw", seen)), reason="有误", through=True,
        )  # fmt: skip
