"""What a revision says: everything the drafter decides, as one frozen value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from console.kernel.clock import parse_utc, whole_seconds
from console.kernel.errors import Invalid
from console.publishing.rules import warning as warnings
from console.publishing.rules.channel import Variant
from console.publishing.rules.plan import Plan, from_json, to_json
from console.publishing.rules.warning import PublicWarning
from console.releases.rules.body import text_of
from console.releases.rules.cropping import MOST_OFF, crop_of
from console.releases.rules.kinds import LIFTING, WARNING, Kind


@dataclass(frozen=True, slots=True)
class AttachmentRef:
    sha256: str
    name: str
    media_type: str
    size: int
    alt: str = ""
    crop: str = ""  # ``cropping.Crop.said``: of a picture; "": whole


@dataclass(frozen=True, slots=True)
class Content:
    """``variants`` holds only what the drafter wrote; the rest derives from the text."""

    kind: Kind
    column: str
    title: str
    list_title: str
    body: str  # canonical HTML
    issuer: str
    source: str
    plan: Plan
    attachments: tuple[AttachmentRef, ...] = ()
    variants: Mapping[str, Variant] = field(default_factory=dict)
    next_update_at: datetime | None = None  # 下次更新 … 前: a promise to the public
    advice: str = ""  # 公众须知, one line each
    warning: PublicWarning | None = None
    lifts: tuple[str, ...] = ()  # 解除预警: numbers of the warnings that it ends
    poster: str = ""  # a ``posters.Layout``; "": no picture is made of the text

    @property
    def text(self) -> str:
        return text_of(self.body)


@dataclass(frozen=True, slots=True)
class Limits:
    """Characters; from ``[content]`` of the configuration. ``weibo_link``: what goes to Weibo
    carries the link to the whole text, since its interface takes nothing without one.
    ``one_picture``: with a post it takes one (social-api §3.3, §3.5); a person posts them all."""

    title: int
    list_title: int
    body: int
    wechat_title: int
    wechat_digest: int
    weibo: int
    wechat_content: int
    weibo_link: bool = False
    one_picture: bool = False


LONGEST_NAME = 100  # characters of an issuer or a source
LONGEST_ALT = 200  # characters that describe a picture
LONGEST_ADVICE = 1000  # characters of 公众须知
LONGEST_AREA = 200  # characters of the area of a warning
LONGEST_KEPT_TITLE = 1000  # a draft keeps what was typed, far beyond what may be submitted


def check(content: Content, limits: Limits, columns: frozenset[str]) -> tuple[Invalid, ...]:
    """Everything that stops submission, in the order of the form."""
    problems = []
    if content.column not in columns:
        problems.append(Invalid("content.no_such_column", field="column", column=content.column))
    if not content.title:
        problems.append(Invalid("content.no_title", field="title"))
    elif len(content.title) > limits.title:
        problems.append(
            Invalid(
                "content.title_too_long",
                field="title",
                length=len(content.title),
                most=limits.title,
            )
        )
    if len(content.list_title) > limits.list_title:
        problems.append(
            Invalid(
                "content.list_title_too_long",
                field="list_title",
                length=len(content.list_title),
                most=limits.list_title,
            )
        )
    if not content.text:
        problems.append(Invalid("content.no_body", field="body"))
    elif len(content.text) > limits.body:
        problems.append(
            Invalid(
                "content.body_too_long", field="body", length=len(content.text), most=limits.body
            )
        )
    if not content.issuer:
        problems.append(Invalid("content.no_issuer", field="issuer"))
    problems += _too_long_names(content)
    problems += _picture_problems(content)
    problems += _warning_problems(content)
    return tuple(problems)


def _too_long_names(content: Content) -> list[Invalid]:
    problems = [
        Invalid("content.name_too_long", field=name, length=len(value), most=LONGEST_NAME)
        for name, value in (("issuer", content.issuer), ("source", content.source))
        if len(value) > LONGEST_NAME
    ]
    if any(len(each.alt) > LONGEST_ALT for each in content.attachments):
        problems.append(Invalid("content.alt_too_long", field="attachments", most=LONGEST_ALT))
    return problems


def _picture_problems(content: Content) -> Iterator[Invalid]:
    for each in content.attachments:
        if crop_of(each.crop).too_much:
            yield Invalid("crop.too_much", field="file", name=each.name, most=MOST_OFF)
        if each.media_type.startswith("image/") and not each.alt:
            yield Invalid("content.no_alt", field="file", name=each.name)


def _warning_problems(content: Content) -> Iterator[Invalid]:
    if len(content.advice) > LONGEST_ADVICE:
        yield Invalid(
            "warning.advice_too_long", field="advice",
            length=len(content.advice), most=LONGEST_ADVICE,
        )  # fmt: skip
    if content.lifts and content.kind not in LIFTING:
        yield Invalid("lifts.not_this_kind", field="lifts")
    if content.lifts and content.warning:
        yield Invalid("lifts.with_warning", field="lifts")
    if content.warning is None:
        return
    if content.kind not in WARNING:
        yield Invalid("warning.not_this_kind", field="warning")
    if not content.advice:
        yield Invalid("warning.no_advice", field="advice")
    if not content.warning.area:
        yield Invalid("warning.no_area", field="warning_area")
    elif len(content.warning.area) > LONGEST_AREA:
        yield Invalid(
            "warning.area_too_long", field="warning_area",
            length=len(content.warning.area), most=LONGEST_AREA,
        )  # fmt: skip


def content_to_json(content: Content) -> dict[str, Any]:
    return {
        "kind": content.kind.value,
        "column": content.column,
        "title": content.title,
        "list_title": content.list_title,
        "body": content.body,
        "issuer": content.issuer,
        "source": content.source,
        "plan": to_json(content.plan),
        "attachments": [attachment_to_json(each) for each in content.attachments],
        "variants": variants_to_json(content.variants),
        "next_update_at": promise_to_json(content.next_update_at),
        "advice": content.advice,
        "warning": warnings.to_json(content.warning),
        **({"lifts": list(content.lifts)} if content.lifts else {}),
        **({"poster": content.poster} if content.poster else {}),
    }


def promise_to_json(moment: datetime | None) -> str | None:
    return whole_seconds(moment) if moment else None


def content_from_json(stored: Mapping[str, Any]) -> Content:
    """Also of what was kept before there were promises and warnings."""
    promised = stored.get("next_update_at")
    return Content(
        kind=Kind(stored["kind"]),
        column=stored["column"],
        title=stored["title"],
        list_title=stored["list_title"],
        body=stored["body"],
        issuer=stored["issuer"],
        source=stored["source"],
        plan=from_json(stored["plan"]),
        attachments=tuple(AttachmentRef(**each) for each in stored["attachments"]),
        variants={name: Variant(**each) for name, each in stored["variants"].items()},
        next_update_at=parse_utc(promised) if promised else None,
        advice=stored.get("advice", ""),
        warning=warnings.from_json(stored.get("warning")),
        lifts=tuple(stored.get("lifts", ())),
        poster=stored.get("poster", ""),
    )


def attachment_to_json(attachment: AttachmentRef) -> dict[str, Any]:
    return {
        "sha256": attachment.sha256,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "alt": attachment.alt,
        **({"crop": attachment.crop} if attachment.crop else {}),
    }


def variants_to_json(variants: Mapping[str, Variant]) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "title": variant.title,
            "text": variant.text,
            "summary": variant.summary,
            "cover_sha256": variant.cover_sha256,
        }
        for name, variant in sorted(variants.items())
    }
