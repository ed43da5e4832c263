"""What may be sent through a hold: words that protect people or take back what is wrong."""

from console.publishing.rules.warning import PublicWarning
from console.releases.rules.kinds import Kind

PROTECTIVE = frozenset({Kind.CORRECTION, Kind.NOTICE})


def may_pass(kind: Kind, warning: PublicWarning | None) -> bool:
    """A correction, a notice 通告/提示, or a release that is signed as a public warning. (A
    withdrawal passes every hold by itself.)"""
    return kind in PROTECTIVE or warning is not None


def may_lift(user: str, placed_by: str, also_by: str, *, is_author: bool) -> bool:
    """Whether they may resume what is held. ``is_author``: of what it stops; ``also_by``: who else
    pressed, "" nobody. Who wrote the words never answers for somebody else's doubt of them."""
    return not is_author or (user == placed_by and not also_by)
