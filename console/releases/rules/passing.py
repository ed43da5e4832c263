"""What may be sent through a hold: words that protect people or take back what is wrong."""

from console.publishing.rules.warning import PublicWarning
from console.releases.rules.kinds import Kind

PROTECTIVE = frozenset({Kind.CORRECTION, Kind.NOTICE})


def may_pass(kind: Kind, warning: PublicWarning | None) -> bool:
    """A correction, a notice 通告/提示, or a release that is signed as a public warning. (A
    withdrawal passes every hold by itself.)"""
    return kind in PROTECTIVE or warning is not None
