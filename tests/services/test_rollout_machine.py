"""Plan, hold, resume, edit, kill, clock jump and channel faults in any order, on the real services,
dispatcher, site and database: nothing unsigned goes out, nothing twice, nothing is forgotten, and
no index or feed names a page that is not there.

``FAYAN_EXAMPLES`` asks for more examples than those few, ``FAYAN_STEPS`` for longer ones.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import structlog
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from console.kernel.errors import FayanError
from console.publishing.rules.states import HoldScope
from tests.services.platform import Fault
from tests.services.rollout import Bureau
from tests.staffed import Staffed
from tests.steps import OF_TREE, STEPS

FEW = 5  # the same ones each time
EXAMPLES = int(os.environ.get("FAYAN_EXAMPLES", FEW))
LENGTH = int(os.environ.get("FAYAN_STEPS", "16"))
JUMPS = (-7200, -300, 20, 61, 200, 400, 1900, 4000)
WHO = st.sampled_from(["one", "one", "two"])
ANY = st.integers(0, 5)


class Rollout(RuleBasedStateMachine):
    """Deaths come as an exception at a step: nothing after it runs, and what was not committed
    is not there."""

    office: Staffed
    folder: Path
    came: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.bureau = Bureau(self.office, self.folder)

    def teardown(self) -> None:
        self.bureau.settle()
        self.bureau.nothing_twice()
        self.bureau.nothing_missing()
        self.came.update(self.bureau.came)
        self.came.update({f"step {name}": n for name, n in self.bureau.met.items()})
        self.came["posts"] += sum(len(each.ledger) for each in self.bureau.platforms)
        self.bureau.close()

    def any_release(self, which: int) -> UUID:
        return self.bureau.releases[which % len(self.bureau.releases)]

    @initialize(at_once=st.booleans(), of_incident=st.booleans(), step=st.sampled_from(OF_TREE))
    def begin(self, *, at_once: bool, of_incident: bool, step: str) -> None:
        """Every example sees a death that comes."""
        self.plan(delay=0, if_late="ask", at_once=at_once, of_incident=of_incident)
        self.kill(who="one", step=step, after=0, fresh=False)

    @rule(
        delay=st.sampled_from([0, 0, 0, 120, 3600]),
        if_late=st.sampled_from(["publish", "hold", "ask"]),
        at_once=st.booleans(),
        of_incident=st.booleans(),
        asks=st.sampled_from(["", "", "website", "weibo"]),
    )
    def plan(
        self, *, delay: int, if_late: str, at_once: bool, of_incident: bool, asks: str = ""
    ) -> None:
        try:
            self.bureau.sign(
                delay=delay, if_late=if_late, at_once=at_once, of_incident=of_incident, asks=asks
            )
        except FayanError as error:
            self.bureau.refused(error)

    @rule(who=WHO)
    def tick(self, who: str) -> None:
        assert self.bureau.tick(who)

    @rule(who=WHO, seconds=st.sampled_from([6, 61, 200, 310]))
    def time_passes(self, who: str, seconds: int) -> None:
        self.bureau.clock.move(seconds=seconds)
        assert self.bureau.tick(who)

    @precondition(lambda self: self.bureau.releases)
    @rule(who=WHO, step=st.sampled_from(STEPS), after=st.integers(0, 4), fresh=st.booleans())
    def kill(self, *, who: str, step: str, after: int, fresh: bool) -> None:
        if fresh:
            self.plan(delay=0, if_late="ask", at_once=True, of_incident=False)
        self.bureau.death = (step, after)
        self.bureau.tick(who)
        self.bureau.death = None

    @rule(seconds=st.sampled_from(JUMPS))
    def jump(self, seconds: int) -> None:
        self.bureau.clock.move(seconds=seconds)

    @rule(which=ANY, fault=st.sampled_from(Fault))
    def fault(self, which: int, fault: Fault) -> None:
        self.bureau.platforms[which % 2].faults.append(fault)

    @rule(which=ANY)
    def blind(self, which: int) -> None:
        self.bureau.platforms[which % 2].blind += 1

    @precondition(lambda self: self.bureau.releases)
    @rule(scope=st.sampled_from(HoldScope), which=ANY)
    def hold(self, scope: HoldScope, which: int) -> None:
        self.attempt(lambda: self.bureau.hold(scope, self.any_release(which)))

    @rule(which=ANY)
    def resume(self, which: int) -> None:
        self.attempt(lambda: self.bureau.lift(which))

    @precondition(lambda self: self.bureau.releases)
    @rule(which=ANY, words=ANY)
    def edit(self, which: int, words: int) -> None:
        self.attempt(lambda: self.bureau.edit(self.any_release(which), words))

    @precondition(lambda self: self.bureau.releases)
    @rule(which=ANY)
    def reconfirm(self, which: int) -> None:
        self.attempt(lambda: self.bureau.reconfirm(self.any_release(which)))

    @precondition(lambda self: self.bureau.releases)
    @rule(which=ANY)
    def withdraw(self, which: int) -> None:
        self.attempt(lambda: self.bureau.withdraw(self.any_release(which)))

    @rule()
    def look(self) -> None:
        self.bureau.look()

    def attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
        except FayanError as error:
            self.bureau.refused(error)

    @invariant()
    def nothing_twice(self) -> None:
        self.bureau.nothing_twice()

    @invariant()
    def nothing_missing(self) -> None:
        self.bureau.nothing_missing()


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_whatever_happens_nothing_is_lost_doubled_or_unsigned(
    office: Staffed, tmp_path: Path
) -> None:
    came: Counter[str] = Counter()
    run_state_machine_as_test(
        type("Here", (Rollout,), {"office": office, "folder": tmp_path / "bureau", "came": came}),
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=LENGTH, deadline=None, database=None,
            derandomize=EXAMPLES == FEW, suppress_health_check=list(HealthCheck),
            phases=[Phase.generate], report_multiple_bugs=False,  # to shrink one takes minutes
        ),
    )  # fmt: skip
    assert came["posts"]
    assert came["killed"]
    structlog.get_logger().info("what came", **came)


@pytest.mark.parametrize("heir", ["one that runs", "one that starts"])
def test_who_takes_over_from_a_dead_writer_lists_nothing_before_its_page(
    office: Staffed, tmp_path: Path, heir: str
) -> None:
    """The shared pages that it writes anew once named what it had just claimed, and what the dead
    one had."""
    bureau = Bureau(office, tmp_path)
    assert bureau.tick("two")
    bureau.sign(delay=0, if_late="ask", at_once=False, of_incident=False)
    bureau.death = ("words", 0)
    assert not bureau.tick("one")
    bureau.hold(HoldScope.RELEASE, bureau.releases[0])
    bureau.clock.move(seconds=61)
    bureau.sign(delay=0, if_late="ask", at_once=False, of_incident=False)
    assert bureau.tick("one" if heir == "one that starts" else "two")
    assert bureau.broken == []
    assert b"/releases/2026-0002/" in (bureau.root / "feed.xml").read_bytes()
    bureau.settle()
    bureau.close()


@pytest.mark.parametrize("step", ["call", "leaving"])
def test_a_death_under_a_clock_that_is_set_back_is_mended_in_minutes(
    office: Staffed, tmp_path: Path, step: str
) -> None:
    bureau = Bureau(office, tmp_path)
    bureau.sign(delay=0, if_late="ask", at_once=True, of_incident=True)
    bureau.death = (step, 0)
    assert not bureau.tick("one")
    bureau.clock.move(hours=-4)
    bureau.settle()
    bureau.close()


def test_what_is_looked_for_can_be_found(office: Staffed, tmp_path: Path) -> None:
    """A list without its page, words that were not signed, a post that goes twice."""
    bureau = Bureau(office, tmp_path)
    bureau.sign(delay=0, if_late="ask", at_once=True, of_incident=False)
    weibo = bureau.platforms[0]
    assert bureau.tick("one")
    assert bureau.broken == []
    bureau.tree.write("sitemaps/2026-12.xml", b"<loc>/releases/2026-0099/</loc>")
    with pytest.raises(AssertionError, match="2026-0099"):
        bureau.nothing_missing()
    bureau.taking(replace(weibo.ledger[0], text="别的话"))
    assert len(bureau.broken) == 2
    bureau.broken.clear()
    weibo.ledger.append(weibo.ledger[0])
    with pytest.raises(AssertionError, match="weibo"):
        bureau.nothing_twice()
    bureau.close()
