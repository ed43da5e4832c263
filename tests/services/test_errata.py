"""文字勘误 through the real services: a shorter chain for a slip, the whole one for a fact."""

from uuid import UUID

import pytest

from console.kernel.errors import Invalid, NotNow
from console.people.rules.roles import Role
from console.publishing.rules.channel import Variant
from console.releases import queries, service
from console.releases.rules.body import from_input
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock

OLD = "11月23日20时10分许，示例区发生爆炸，死亡2人。\n民警己到场处置。"
FIELDS = ("body", "title", "issuer", "variants", "advice")
MENDED = OLD.replace("己到", "已到")


@pytest.fixture
def erratum(press: Press, desk: Desk, clock: FixedClock) -> UUID:
    """A draft, of a release that is out, with its slip mended."""
    old = desk.signed(clock.now(), text=OLD)
    press.dispatcher().tick()
    with desk.database.transaction() as tx:
        draft = service.start_correction(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=old,
            kind=Kind.ERRATUM,
        ).id  # fmt: skip
    desk.write(clock.now(), draft, body=from_input(MENDED))
    return draft


def test_a_slip_goes_out_on_two_signatures_one_of_them_the_secrecy_review(
    press: Press, desk: Desk, clock: FixedClock, erratum: UUID
) -> None:
    digest = desk.submit(clock.now(), erratum, midnight=True)
    assert [step.role for step in desk.see(erratum).chain] == [
        Role.SECRECY_REVIEWER, Role.UNIT_HEAD,
    ]  # fmt: skip
    desk.sign_chain(clock.now(), erratum, digest)
    press.dispatcher().tick()
    assert desk.see(erratum).row.stage is Stage.PUBLISHED


def test_nothing_else_the_public_reads_may_change(
    desk: Desk, clock: FixedClock, erratum: UUID
) -> None:
    with desk.database.snapshot() as tx:
        _, clean = queries.draft(tx, erratum)
    more = {
        "erratum.touched_figure": {"body": from_input(MENDED.replace("2人", "3人"))},
        "erratum.own_title": {"title": "死亡3人"},
        "erratum.issuer": {"issuer": "另一机构"},
        "erratum.own_words": {"variants": {"weibo": Variant(text="死亡3人。")}},
        "erratum.says_more": {"advice": "请绕行南京路"},
    }
    for code, words in more.items():
        desk.write(clock.now(), erratum, **{name: getattr(clean, name) for name in FIELDS} | words)
        with pytest.raises(Invalid) as refused:
            desk.submit(clock.now(), erratum, midnight=True)
        assert refused.value.code == code
    desk.write(clock.now(), erratum, advice="", list_title="死亡3人")
    with pytest.raises(Invalid, match=r"erratum\.own_title"):
        desk.submit(clock.now(), erratum, midnight=True)


def test_what_touches_a_fact_becomes_a_correction_with_the_whole_chain(
    desk: Desk, clock: FixedClock, erratum: UUID
) -> None:
    desk.write(clock.now(), erratum, body=from_input(MENDED.replace("2人", "3人")))
    for _twice in range(2):
        with desk.database.transaction() as tx:
            service.make_correction(
                tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=erratum
            )
    view = desk.see(erratum)
    assert (view.row.kind, view.content.title) == (Kind.CORRECTION, "关于2026-0001号发布的更正")
    desk.submit(clock.now(), erratum, midnight=True)
    assert len(desk.see(erratum).chain) == 3


def test_a_release_that_corrects_nothing_is_left_alone(desk: Desk, clock: FixedClock) -> None:
    plain = desk.draft(clock.now())
    with pytest.raises(NotNow), desk.database.transaction() as tx:
        service.make_correction(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=plain
        )
