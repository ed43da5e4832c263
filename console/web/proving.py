"""The password again, before an act that needs proof of person."""

from console.people import sign_in
from console.people.rules.proof import Proof
from console.web.context import current_actor, services


def prove(password: str) -> Proof:
    """Raises NotYou (wrong) or TooMany. Slow by design: call it outside a transaction."""
    given = services()
    return sign_in.prove(
        given.database,
        given.clock,
        given.passwords,
        given.limits,
        person_id=current_actor().id,
        password=password[:1000],
    )
