"""Two texts over one: what one person alone changed is taken, where both did both stay."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from console.publishing.rules.channel import Variant
from console.publishing.rules.plan import Plan, PlannedStage, starting
from console.releases.rules.content import Content
from console.releases.rules.kinds import Kind
from console.releases.rules.merging import (
    FIELDS,
    WORDS,
    Choice,
    merged,
    passages,
    with_theirs,
)
from console.web.comparing import PARTS

BODIES = st.lists(st.sampled_from("甲乙丙丁"), max_size=6).map(
    lambda blocks: "\n".join(f"<p>{each}</p>" for each in blocks)
)
BASE = "<p>一</p>\n<p>二</p>\n<p>三</p>"


def test_changes_in_different_paragraphs_go_together_by_themselves() -> None:
    found = passages(BASE, BASE.replace("一", "我的一"), BASE.replace("三", "他的三"))
    assert merged(found, {}) == "<p>我的一</p>\n<p>二</p>\n<p>他的三</p>"
    assert all(each.place is None for each in found)


def test_where_both_changed_both_stay_until_somebody_chooses() -> None:
    found = passages(BASE, BASE.replace("二", "我的"), BASE.replace("二", "他的"))
    (open_one,) = [each for each in found if each.place is not None]
    assert (open_one.mine, open_one.theirs) == (("<p>我的</p>",), ("<p>他的</p>",))
    assert merged(found, {}) == "<p>一</p>\n<p>他的</p>\n<p>我的</p>\n<p>三</p>"
    assert merged(found, {0: Choice.MINE}) == "<p>一</p>\n<p>我的</p>\n<p>三</p>"
    assert merged(found, {0: Choice.THEIRS}) == "<p>一</p>\n<p>他的</p>\n<p>三</p>"


def test_the_same_change_twice_is_one() -> None:
    changed = BASE.replace("二", "同样")
    assert merged(passages(BASE, changed, changed), {}) == changed


def test_deleted_by_one_and_changed_by_the_other_is_asked_about() -> None:
    found = passages(BASE, "<p>一</p>\n<p>三</p>", BASE.replace("二", "他的"))
    assert [each.place for each in found if each.place is not None] == [0]
    assert "他的" in merged(found, {})


def test_without_a_known_beginning_everything_stays() -> None:
    assert merged(passages("", "<p>甲</p>", "<p>乙</p>"), {}) == "<p>乙</p>\n<p>甲</p>"


@given(BODIES, BODIES, BODIES)
def test_nothing_that_somebody_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    found = passages(base, mine, theirs)
    for name, whole in (("base", base), ("mine", mine), ("theirs", theirs)):
        assert "\n".join(b for each in found for b in getattr(each, name)) == whole
    both = ["", *merged(found, {}).split("\n")]
    for written in {*mine.split("\n"), *theirs.split("\n")} - set(base.split("\n")):
        assert written in both


@given(BODIES, BODIES)
def test_where_only_one_wrote_theirs_is_the_text(base: str, mine: str) -> None:
    assert merged(passages(base, mine, base), {}) == mine
    assert merged(passages(base, base, mine), {}) == mine


def words(**given: object) -> Content:
    plan = Plan((PlannedStage(("website", "feeds")), PlannedStage(("weibo",))))
    usual: dict[str, object] = {
        "kind": Kind.INITIAL, "column": "bulletins", "title": "标题", "list_title": "",
        "body": "<p>正文</p>", "issuer": "示例市公安局", "source": "本局", "plan": plan,
    }  # fmt: skip
    return Content(**{**usual, **given})  # type: ignore[arg-type] # fields by name, of any kind


def test_a_field_is_taken_from_the_other_and_the_rest_stays() -> None:
    mine = words(title="我的", advice="请绕行", variants={"weibo": Variant(text="我的微博")})
    theirs = words(title="他的", advice="", variants={"wechat": Variant(title="他的微信")})
    made = with_theirs(mine, theirs, {"title", "wechat_title"})
    assert (made.title, made.advice, made.body) == ("他的", "请绕行", "<p>正文</p>")
    assert made.variants == {"weibo": Variant(text="我的微博"), "wechat": Variant(title="他的微信")}
    assert with_theirs(mine, theirs, {"weibo"}).variants == {}


def test_time_and_channels_are_chosen_apart_and_every_stage_counts_from_the_time() -> None:
    eight = datetime(2026, 11, 28, 0, tzinfo=UTC)
    mine = words(plan=Plan((PlannedStage(("website",)),)))
    theirs = words(plan=starting(words().plan, eight))
    only_time = with_theirs(mine, theirs, {"at"}).plan
    assert (only_time.channels, only_time.chosen_at) == (("website",), eight)
    only_channels = with_theirs(mine, theirs, {"channels"}).plan
    assert only_channels == words().plan
    assert with_theirs(mine, theirs, {"at", "channels"}).plan == theirs.plan


def test_every_part_but_the_body_can_be_taken() -> None:
    assert {*FIELDS, *WORDS, "at", "channels", "body"} == set(PARTS)
    mine, theirs = words(), replace(words(title="他的"), body="<p>他的正文</p>")
    assert with_theirs(mine, theirs, set(PARTS)) == replace(theirs, body="<p>正文</p>")
