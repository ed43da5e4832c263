"""Why *later* and *hold*, the acts that remain after signing, are not offered to this person."""

from console.kernel.errors import FayanError
from console.language import sentence, translate
from console.language.words import word
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.releases.queries import ReleaseView
from console.releases.rules.workflow import Action, Stage, step
from console.web.context import locale
from console.web.delivery_cards import told
from console.web.translation import tell

SIGNED = frozenset({Stage.SIGNED, Stage.SCHEDULED, Stage.PUBLISHING})


def of_release(view: ReleaseView, actor: Actor) -> tuple[tuple[str, str], ...]:
    """(act, why), both in words; nothing before it is signed, nor once it is out."""
    if view.row.stage not in SIGNED:
        return ()
    acts = (("postpone", _no_later(view.row.stage, actor)), ("hold", _no_hold(actor)))
    return tuple((_act(name), why) for name, why in acts if why)


def of_delivery(actor: Actor, *, waits: bool) -> tuple[tuple[str, str], ...]:
    why = _no_hold(actor) if waits else ""
    return ((_act("hold"), why),) if why else ()


def _no_later(stage: Stage, actor: Actor) -> str:
    if stage is Stage.PUBLISHING:
        return sentence("delivery.already_going", {}, locale())
    if not actor.may(P.RELEASE_POSTPONE) and actor.may(P.RELEASE_HOLD):
        return sentence("release.who_postpones", {}, locale())
    try:
        step(stage, Action.POSTPONE, actor.permissions)
    except FayanError as error:
        return tell(error)
    return ""


def _no_hold(actor: Actor) -> str:
    if actor.may(P.RELEASE_HOLD):
        return ""
    return told("people.not_permitted", {"permission": P.RELEASE_HOLD.value})


def _act(name: str) -> str:
    return translate(word(name, "after_signing"), locale())
