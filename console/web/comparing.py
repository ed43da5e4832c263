"""What changed between two revisions, part by part, in the words of the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from console.kernel.clock import local
from console.kernel.redline import RedlinedParagraph, redline
from console.language.words import CHANNEL, IF_LATE, KIND, PRECONDITION, word
from console.publishing.rules.channel import Variant
from console.publishing.rules.plan import Plan, PlannedStage, Precondition
from console.releases.rules.content import AttachmentRef, Content
from console.releases.rules.cropping import crop_of
from console.web import warning_form
from console.web.context import locale, services
from console.web.times import absolute

PARTS = {
    "title": "标题",
    "list_title": "列表标题",
    "kind": "种类",
    "column": "栏目",
    "issuer": "发布机构",
    "source": "来源",
    "advice": "公众须知",
    "warning": "公众预警",
    "lifts": "解除预警",
    "body": "正文",
    "next_update": "下次更新 … 前",
    "at": "发布时间",
    "channels": "发到哪里",
    "weibo": "微博文字",
    "wechat_title": "微信标题",
    "wechat_digest": "微信摘要",
    "wechat_text": "微信正文",
    "poster": "海报",
    "attachments": "附件",
}
"""Part → what the form calls it."""


@dataclass(frozen=True, slots=True)
class Difference:
    part: str
    label: str
    paragraphs: tuple[RedlinedParagraph, ...]


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """Only the parts that differ, in the order of the form, and the plan behind them."""
    old, new = planned(before.plan), planned(after.plan)
    plan = (Difference("plan", str(_("发布计划")), redline(old, new)),) if old != new else ()
    return (*of_form(before, after), *plan)


def of_form(before: Content, after: Content) -> tuple[Difference, ...]:
    """Of what the draft's own form has: the plan is shaped elsewhere."""
    old, new = said(before), said(after)
    return tuple(
        Difference(part, str(_(label)), redline(old[part], new[part]))
        for part, label in PARTS.items()
        if old[part] != new[part]
    )


def planned(plan: Plan) -> str:
    """When and under what terms each channel goes, a line each; the chosen time is a part of its
    own."""
    return "\n".join(
        _terms(stage, str(_(CHANNEL.get(each, each))))
        for stage in plan.stages
        for each in stage.channels
    )


def _terms(stage: PlannedStage, channel: str) -> str:
    told = {
        "channel": channel, "after": _minutes(stage.after), "late": _minutes(stage.late),
        "before": str(_(PRECONDITION[stage.precondition])), "then": str(_(IF_LATE[stage.if_late])),
        "most": _minutes(stage.or_after),
    }  # fmt: skip
    if stage.precondition is Precondition.PREVIOUS:
        return str(
            _(
                "%(channel)s：开始后 %(after)s 分钟；%(before)s，最多等 %(most)s 分钟；"
                "错过超过 %(late)s 分钟，%(then)s",
                **told,
            )
        )
    return str(
        _(
            "%(channel)s：开始后 %(after)s 分钟；%(before)s；错过超过 %(late)s 分钟，%(then)s",
            **told,
        )
    )


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def said(words: Content) -> Mapping[str, str]:
    """Each part as text, as people read it."""
    weibo = words.variants.get("weibo", Variant())
    wechat = words.variants.get("wechat", Variant())
    chosen = words.plan.chosen_at
    return {
        "title": words.title,
        "list_title": words.list_title,
        "kind": str(_(KIND[words.kind.value])),
        "column": column_word(words.column),
        "issuer": words.issuer,
        "source": words.source,
        "advice": words.advice,
        "warning": warning_form.told(
            words.warning, moment_words(words.warning.expires_at) if words.warning else ""
        ),
        "lifts": "、".join(words.lifts),
        "body": words.text,
        "next_update": moment_words(words.next_update_at) if words.next_update_at else "",
        "at": moment_words(chosen) if chosen else str(_("签发即发")),
        "channels": " · ".join(str(_(CHANNEL.get(each, each))) for each in words.plan.channels),
        "weibo": weibo.text,
        "wechat_title": wechat.title,
        "wechat_digest": wechat.summary,
        "wechat_text": wechat.text,
        "poster": str(_(word(words.poster, "poster"))),
        "attachments": "\n".join(map(_attached, words.attachments)),
    }


def _attached(each: AttachmentRef) -> str:
    cut = crop_of(each.crop)
    said = f"{cut.left} {cut.top} {cut.right} {cut.bottom}"
    off = _("（左上右下各裁掉百分之 %(said)s）", said=said) if each.crop else ""
    return f"{each.alt or each.name}{off}"


def column_word(slug: str) -> str:
    """``slug`` itself when configuration no longer has the column."""
    found = services().settings.columns.get(slug)
    if found is None:
        return slug
    return found.english if locale() == "en" else found.name


def moment_words(moment: datetime) -> str:
    given = services()
    today = local(given.clock.now(), given.settings.zone).date()
    return absolute(moment, given.settings.zone, today, locale())
