"""What lets a release that waits go on: whether its page offers it, and whether it was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.queries import BoardRow, HoldRow
from console.publishing.rules.channel import Action
from console.publishing.rules.states import UNSENT, HoldScope
from console.releases.queries import ReleaseView
from console.releases.rules.passing import may_pass


def may_reconfirm(view: ReleaseView, rows: Sequence[BoardRow], actor: Actor) -> bool:
    """A stage waits until the facts are confirmed once more, and they wrote none of it."""
    waits = any(each.awaits_facts for each in rows)
    return waits and actor.may(P.FACT_CONFIRM) and actor.id not in view.authors


@dataclass(frozen=True, slots=True)
class Passing:
    """``offered``: this person may send it through. ``passed``: somebody did, and the holds that
    stand do not stop it."""

    offered: bool
    passed: bool


def passing(
    hold: HoldRow | None, view: ReleaseView, rows: Sequence[BoardRow], actor: Actor
) -> Passing:
    """``hold``: the narrowest that covers it; ``rows``: its deliveries."""
    left = [each for each in rows if each.action is Action.PUBLISH and each.state in UNSENT]
    if hold is None or not left:
        return Passing(offered=False, passed=False)
    passed = all(each.passes_hold for each in left)
    return Passing(
        offered=not passed
        and hold.scope is not HoldScope.RELEASE
        and actor.may(P.RELEASE_HOLD)
        and may_pass(view.row.kind, view.content.warning),
        passed=passed,
    )
