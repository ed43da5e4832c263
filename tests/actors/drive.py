"""Lists of deeds, drawn by hypothesis, and one day of the crowd for each."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.actors.bureau import Bureau
from tests.actors.crowd import Crowd, Deed
from tests.actors.oracle import Chains, Oracle

EXAMPLES = int(os.environ.get("FAYAN_ACTORS", "0"))
"""How many days in place of a test's own number: ``FAYAN_ACTORS=2000 pytest …``."""

WEIGHTS = {
    "sign_on": 7, "sign": 10, "tick": 5, "begin": 7, "submit": 2, "change": 3, "scene": 2,
    "cite": 2,
    "call": 3, "attest_late": 1, "answer": 1, "give": 4, "pass_on": 2, "revoke": 2, "wait": 4,
    "take_role": 2, "give_role": 1, "account": 1, "shift": 1, "hold": 2, "lift": 3,
    "send_through": 2, "write": 2, "override": 2, "take_back": 1, "recall": 2, "send_back": 1,
    "propose": 1, "review": 1, "withdraw": 1, "regrade": 1, "end_clearance": 1,
    "make_correction": 1,
}  # fmt: skip
WHO = (
    "spokesperson", "unit-head", "secrecy", "legal", "leader", "leader-2", "deputy", "commander",
    "editor", "media-reception", "auditor", "admin",
)  # fmt: skip
UP_TO = st.integers(0, 15)
DEEDS: st.SearchStrategy[Deed] = st.tuples(
    st.sampled_from([verb for verb, weight in WEIGHTS.items() for _ in range(weight)]),
    st.sampled_from(WHO), UP_TO, UP_TO, UP_TO,
)  # fmt: skip
QUIET = settings(
    deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True,
)  # fmt: skip


@dataclass
class Seen:
    """Over all days: what was done or refused, what went out by channel, what was broken."""

    came: Counter[str] = field(default_factory=Counter)
    out: Counter[str] = field(default_factory=Counter)
    days: int = 0


class Broken(AssertionError):
    pass


def day(bureau: Bureau, folder: Path, chains: Chains, deeds: list[Deed], seen: Seen) -> None:
    """Raises Broken with the words of every breach."""
    with bureau.day(folder) as desk:
        crowd = Crowd(bureau, desk, Oracle(desk.database.engine, chains))
        for deed in deeds:
            crowd.do(deed)
        crowd.dispatcher.tick()
        seen.came += crowd.came
        seen.out += crowd.out
        seen.days += 1
        if crowd.broken:
            raise Broken(", ".join(sorted(set(crowd.broken))))


def drive(
    bureau: Bureau,
    folder: Path,
    chains: Chains,
    *,
    days: int,
    seen: Seen,
    first: Iterable[list[Deed]] = (),
    shrink: bool = True,
) -> None:
    """``first``, then ``days`` lists of deeds, the same at every run; others with
    ``FAYAN_ACTORS``."""

    def everybody(deeds: list[Deed]) -> None:
        day(bureau, folder, chains, deeds, seen)

    for deeds in first:
        everybody(deeds)
    phases = [Phase.generate, *([Phase.shrink] if shrink else [])]
    drawn = given(st.lists(DEEDS, min_size=30, max_size=50))(everybody)
    settings(QUIET, max_examples=EXAMPLES or days, derandomize=not EXAMPLES, phases=phases)(drawn)()
