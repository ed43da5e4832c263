"""电话核签 among the deeds: a call, what is repeated, who attests, and the signer's last word."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.releases import service
from console.releases.records import Release, TelephoneCall
from console.releases.rules.telephone import code_of
from tests.actors.bureau import Bureau
from tests.builders import Desk

CALLERS = ("deputy", "legal", "media-reception", "unit-head")


class Telephones:
    bureau: Bureau
    desk: Desk
    broken: list[str]
    call: UUID

    @property
    def now(self) -> datetime:
        raise NotImplementedError

    def actor(self, tx: Session, name: str) -> Actor:
        raise NotImplementedError

    def proof(self, name: str, act: str) -> Proof:
        raise NotImplementedError

    def next(self, tx: Session, release: UUID, at: int) -> str:
        raise NotImplementedError

    def calling(
        self, release: UUID, name: str, a: int, b: int
    ) -> Iterator[Callable[[Session], None]]:
        """``b``: 0 to 4 with something wrong about it."""
        caller = CALLERS[a % 4] if b != 4 else name
        witness = caller if b == 0 else CALLERS[(a + 1) % 4] if b != 3 else name

        def begin(tx: Session) -> None:
            signer = self.bureau.ids[self.next(tx, release, a)]
            self.call = service.begin_call(
                tx, self.now, self.actor(tx, caller), self.desk.policy, release_id=release,
                signer_id=signer,
            )  # fmt: skip

        def attest(tx: Session) -> None:
            digest = tx.get_one(Release, release).digest
            act = service.attest_act(self.call, digest)
            service.sign_by_telephone(
                tx, self.now, self.actor(tx, caller), self.desk.policy, call_id=self.call,
                code="222222" if b == 1 else code_of(digest),
                repeated=service.spoken_figures_of(tx, release)[b == 2 :],
                witness_id=self.bureau.ids[witness], proof=self.proof(caller, act),
                witness_proof=self.proof(caller if b == 5 else witness, act),
            )  # fmt: skip
            if b in {1, 5}:
                self.broken.append("proof")

        yield begin
        yield attest

    def attest_late(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        """An older call, whatever became of the words since."""
        del name
        found = select(TelephoneCall).where(TelephoneCall.release_id == release)
        row = tx.scalars(found.order_by(TelephoneCall.started_at.desc())).first()
        if row is None:
            return
        caller = next(key for key, each in self.bureau.ids.items() if each == row.caller_id)
        witness = CALLERS[(a + b) % 4]
        act = service.attest_act(row.id, row.digest)
        service.sign_by_telephone(
            tx, self.now, self.actor(tx, caller), self.desk.policy, call_id=row.id,
            code=code_of(row.digest), repeated=service.spoken_figures_of(tx, release),
            witness_id=self.bureau.ids[witness], proof=self.proof(caller, act),
            witness_proof=self.proof(witness, act),
        )  # fmt: skip

    def answer(self, tx: Session, release: UUID, name: str, a: int, b: int) -> None:
        """Confirm in person, or say: I did not sign."""
        for row in tx.scalars(select(TelephoneCall).where(TelephoneCall.release_id == release)):
            who = name
            if b % 4:
                who = next(key for key, each in self.bureau.ids.items() if each == row.signer_id)
            actor = self.actor(tx, who)
            if a % 2:
                service.deny_call(tx, self.now, actor, row.id)
            else:
                proof = self.proof(who, act_of("confirm-call", row.id))
                service.confirm_call(tx, self.now, actor, self.desk.policy, row.id, proof)
