"""The demonstration's configuration, for houses that have no hub, partner and mail server beside
them: page, feeds and the two accounts that post."""

from typing import Final

from console.settings import HOME

TOLD: Final = "# Who is told of releases"


def without_the_told() -> str:
    whole = (HOME / "config" / "rehearsal.toml").read_text(encoding="utf-8")
    kept, mark, _rest = whole.partition(TOLD)
    assert mark, TOLD
    return kept
