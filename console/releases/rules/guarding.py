"""The guard over a release: the draft it reads, what it stops, and what 例外放行 lets through."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.checks.findings import Draft, Finding, Picture, Severity, Tied
from console.kernel.clock import parse_utc, whole_seconds
from console.kernel.errors import Invalid
from console.publishing.rules.channel import Variant
from console.releases.rules.body import links_of
from console.releases.rules.content import Content, Limits

FIELDS = {"text": "body", "wechat_text": "body"}  # where the form's name is not the part's
NEVER_OVERRIDDEN = ("channel.", "template.")
"""What a platform refuses, it refuses whoever lets it through; an open slot is not words yet."""


def first_alone(pages: int, limits: Limits) -> tuple[Finding, ...]:
    """Of a poster of so many pages, Weibo gets the first."""
    if pages < 2 or not limits.one_picture:
        return ()
    told = {"pages": pages}
    return (Finding("channel.weibo_pictures", Severity.NOTE, 0, 0, "", "weibo", parameters=told),)


@dataclass(frozen=True, slots=True)
class Override:
    """例外放行, as it is sealed: who let which finding through, and why."""

    code: str
    part: str
    excerpt: str
    reason: str
    by: str
    post: str
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.code}|{self.part}|{self.excerpt}"


def drafted(
    content: Content,
    *,
    list_title: str,
    dateline: str,
    written: Mapping[str, Variant],
    publishes_at: datetime,
    ties: Sequence[Tied] = (),
) -> Draft:
    """``written``: the words that the drafter gave a channel; what derives from the text would
    say each finding again."""
    weibo, wechat = written.get("weibo", Variant()), written.get("wechat", Variant())
    return Draft(
        kind=content.kind.value,
        text=content.text,
        title=content.title,
        list_title=list_title,
        column=content.column,
        issuer=content.issuer,
        dateline=dateline,
        weibo=weibo.text,
        wechat_title=wechat.title,
        wechat_digest=wechat.summary,
        wechat_text=wechat.text,
        advice=content.advice,
        links=links_of(content.body),
        pictures=tuple(Picture(e.name, e.media_type, e.alt) for e in content.attachments),
        next_update_at=content.next_update_at,
        publishes_at=publishes_at,
        ties=ties,
    )


def said_in(content: Content, part: str) -> str | None:
    """The words of a part as the drafter wrote them; None: they derive from elsewhere."""
    weibo = content.variants.get("weibo", Variant())
    wechat = content.variants.get("wechat", Variant())
    words = {
        "text": content.text,
        "title": content.title,
        "list_title": content.list_title or None,
        "advice": content.advice,
        "weibo": weibo.text,
        "wechat_title": wechat.title,
        "wechat_digest": wechat.summary,
        "wechat_text": wechat.text,
    }
    return words.get(part)


def may_be_overridden(finding: Finding) -> bool:
    return finding.severity is Severity.BLOCK and not finding.code.startswith(NEVER_OVERRIDDEN)


def stopping(findings: Iterable[Finding], overridden: Iterable[str]) -> tuple[Finding, ...]:
    """Blocks that nobody let through; ``overridden``: keys of findings."""
    let_through = frozenset(overridden)
    return tuple(
        each
        for each in findings
        if each.severity is Severity.BLOCK
        and not (each.key in let_through and may_be_overridden(each))
    )


def problem(finding: Finding) -> Invalid:
    """The finding as what stops submission, beside the field that it is in."""
    field = FIELDS.get(finding.part, finding.part)
    return Invalid(finding.sentence, field=field, **finding.parameters)


def override_to_json(override: Override) -> dict[str, str]:
    return {
        "code": override.code,
        "part": override.part,
        "excerpt": override.excerpt,
        "reason": override.reason,
        "by": override.by,
        "post": override.post,
        "at": whole_seconds(override.at),
    }


def overrides_in(package: Mapping[str, Any]) -> tuple[Override, ...]:
    """Of an opened package; one that was sealed before there were any has none."""
    return tuple(
        Override(**{**each, "at": parse_utc(each["at"])}) for each in package.get("overrides", ())
    )


def version_in(package: Mapping[str, Any]) -> str:
    """Of the guard that judged an opened package; "": it was sealed before there was one."""
    return str(package.get("guard", {}).get("version", ""))


def finding_to_json(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "start": finding.start,
        "end": finding.end,
        "excerpt": finding.excerpt,
        "part": finding.part,
        "said": finding.said,
        "parameters": dict(finding.parameters),
        "fix": finding.fix,
        "entry": finding.entry,
    }


def findings_from_json(stored: Sequence[Mapping[str, Any]]) -> tuple[Finding, ...]:
    return tuple(Finding(**{**each, "severity": Severity(each["severity"])}) for each in stored)
