"""Proof of person, before an act that needs it: the form's fields, and which of them to show."""

from dataclasses import dataclass
from uuid import UUID

from flask import Flask, g, request

from console.kernel.errors import FayanError
from console.notices import service as notices
from console.people import factors, proving
from console.people.factors import FactorsView
from console.people.proving import Given
from console.people.rules.proof import Method, Proof, act_of
from console.web import identity
from console.web.context import actor_or_none, current_actor, services


@dataclass(frozen=True, slots=True)
class Ways:
    """What the form asks for: a second factor, or the password. ``strict``: a second factor is
    demanded; where there is none, the form says how to enrol. ``host``: where passkeys work."""

    has: FactorsView
    strict: bool
    host: str

    @property
    def code(self) -> bool:
        return self.has.any


def prove(
    act: str,
    *,
    field: str = "password",
    strict: bool | None = None,
    person_id: UUID | None = None,
    prefix: str = "",
) -> Proof:
    """From the form's fields (macro ``ui.proof``). Slow by design: call it outside a transaction.

    ``act``: what for (``act_of``). ``field``: what the password's is called. ``strict`` False: for
    acts that are no signature, grant or change of somebody's account. ``person_id``: somebody else
    who proves on this screen, in the one field ``<prefix>code`` (macro ``ui.proof_of_another``).

    Raises NotYou, Invalid or TooMany, all ``proof.…``.
    """
    given, form, actor = services(), request.form, current_actor()
    other = person_id not in (None, actor.id)
    code = form.get(f"{prefix}code", "")
    proof = proving.prove(
        given.means,
        person_id=person_id or actor.id,
        act=act,
        given=Given(
            password=form.get(prefix + field, code if other else "")[:1000],
            code=code[:100],
            passkey=form.get(f"{prefix}passkey", "")[:20_000],
            holder=g.session_id,
        ),
        strict=is_strict() if strict is None else strict,
        source=f"for-{actor.id.hex[:12]}" if other else "proof",
    )
    if not other:
        identity.rotate()
    if proof.method == Method.RECOVERY:
        tell_of_recovery(proof)
    return proof


def is_strict() -> bool:
    return services().settings.config.signing.proof == "second_factor"


def tell_of_recovery(proof: Proof) -> None:
    """To the person: who did not use a recovery code just now has lost one."""
    given = services()
    with given.database.transaction() as tx:
        left = factors.view(tx, proof.person_id).codes_left
        notices.tell(
            tx, proof.at, [proof.person_id], "factor.recovery_used", f"account:{proof.person_id}",
            {"left": str(left)}, f"recovery:{proof.person_id}:{proof.at.isoformat()}",
        )  # fmt: skip


def place_of(error: FayanError, otherwise: str = "", prefix: str = "") -> str:
    """The field that a refusal belongs to; ``otherwise`` (or the error's own) where it is not about
    the proof. ``prefix``: it was somebody else's."""
    if error.code.startswith("proof.") and prefix:
        return f"{prefix}code"
    if error.code.startswith("proof."):
        return "code" if ways().code else "password"
    return getattr(error, "field", None) or otherwise


def ways() -> Ways:
    """Of the signed-in person; looked up once a request."""
    if "ways" not in g:
        given, actor = services(), actor_or_none()
        with given.database.snapshot() as tx:
            has = factors.view(tx, actor.id) if actor else FactorsView(None, 0)
        party = given.means.party
        g.ways = Ways(has, is_strict(), party.id if party else "")
    found: Ways = g.ways
    return found


def install(app: Flask) -> None:
    app.jinja_env.globals.update(ways_to_prove=ways, act_of=act_of)
