"""The editor's form: what a person typed, kept word for word, and the content that it makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from console.kernel.errors import Invalid
from console.publishing.rules.channel import Variant
from console.publishing.rules.plan import Plan, starting
from console.publishing.rules.shaping import limited
from console.publishing.rules.warning import PublicWarning
from console.releases.policy import ReleasePolicy
from console.releases.rules.body import (
    canonical,
    check_markup,
    check_size,
    clean_line,
    clean_lines,
    to_input,
)
from console.releases.rules.content import AttachmentRef, Content
from console.releases.rules.cropping import crop_typed
from console.releases.rules.kinds import Kind
from console.releases.rules.pictures import PICTURES
from console.releases.rules.posters import Layout
from console.releases.rules.ties import carried
from console.web import warning_form
from console.web.context import whole_number
from console.web.times import field_value, parse_local
from console.web.warning_form import WarningForm

AT_ONCE, CHOSEN = "now", "chosen"  # 签发即发, or a chosen time

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EditorForm:
    """``at`` is local, as the field shows it; ``channels`` are those that are ticked.

    ``body`` is what the plain editor shows, ``body_html`` what the rich one does; ``rich``: the
    text came from that. A form that was typed has one of the two. ``base``: the body that
    ``version`` had, canonical; what another person's change is told from.
    """

    version: int
    kind: str
    column: str
    title: str
    list_title: str
    issuer: str
    source: str
    body: str
    when: str
    at: str
    weibo: str
    wechat_title: str
    wechat_digest: str
    wechat_text: str
    channels: tuple[str, ...]
    attachments: tuple[AttachmentRef, ...]
    after_midnight: bool = False
    next_update: str = ""  # local, like ``at``
    poster: str = ""  # a layout
    warning: WarningForm | None = None
    body_html: str = ""
    rich: bool = False
    base: str = ""


def shown(content: Content, version: int, policy: ReleasePolicy) -> EditorForm:
    chosen = content.plan.chosen_at
    return EditorForm(
        version=version,
        kind=content.kind.value,
        column=content.column,
        title=content.title,
        list_title=content.list_title,
        issuer=content.issuer,
        source=content.source,
        body=to_input(content.body),
        body_html=content.body,
        base=content.body,
        when=CHOSEN if chosen else AT_ONCE,
        at=field_value(chosen, policy.zone),
        weibo=_written(content, "weibo").text,
        wechat_title=_written(content, "wechat").title,
        wechat_digest=_written(content, "wechat").summary,
        wechat_text=_written(content, "wechat").text,
        channels=content.plan.channels,
        attachments=content.attachments,
        next_update=field_value(content.next_update_at, policy.zone),
        poster=content.poster,
        warning=warning_form.shown(content, policy.zone),
    )


def typed(form: MultiDict[str, str], known: Mapping[str, AttachmentRef]) -> EditorForm:
    """``known``: the files that the form may name; others are left out."""
    rich = "body_html" in form
    return EditorForm(
        version=whole_number(form.get("version", "")),
        when=CHOSEN if form.get("when") == CHOSEN else AT_ONCE,
        channels=tuple(form.getlist("channels")),
        attachments=tuple(
            replace(
                known[each],
                alt=clean_line(form.get(f"alt-{each}", "")),
                crop=_crop(form, known[each]),
            )
            for each in dict.fromkeys(form.getlist("attachment"))
            if each in known and each not in form.getlist("remove")
        ),
        after_midnight="after_midnight" in form,
        warning=warning_form.typed(form),
        body_html=form.get("body_html", ""),
        base=form.get("base", ""),
        rich=rich,
        **{name: form.get(name, "") for name in TEXTS},
    )


def _crop(form: MultiDict[str, str], file: AttachmentRef) -> str:
    if file.media_type not in PICTURES:
        return ""
    left, top, right, bottom = (form.get(f"cut-{side}-{file.sha256}", "") for side in SIDES)
    return crop_typed((left, top, right, bottom)).said


SIDES = ("left", "top", "right", "bottom")
TEXTS = (
    "kind", "column", "title", "list_title", "issuer", "source", "body", "at", "weibo",
    "wechat_title", "wechat_digest", "wechat_text", "next_update", "poster",
)  # fmt: skip


def content(
    form: EditorForm, base: Content, policy: ReleasePolicy
) -> tuple[Content, tuple[Invalid, ...]]:
    """What to save, and what of the form could not be used: ``base`` stands in for it.

    Raises Invalid for a text far too long to look at.
    """
    body = _body(form, base, policy)
    problems: list[Invalid] = []

    def use(made: Callable[[], T], otherwise: T) -> T:
        try:
            return made()
        except Invalid as problem:
            problems.append(problem)
            return otherwise

    made = Content(
        kind=use(lambda: _kind(form.kind), base.kind),
        column=clean_line(form.column),
        title=clean_line(form.title),
        list_title=clean_line(form.list_title),
        body=body,
        issuer=clean_line(form.issuer),
        source=clean_line(form.source),
        plan=starting(
            use(lambda: _planned(form, base.plan, policy), base.plan),
            use(lambda: _time(form, policy), base.plan.chosen_at),
        ),
        attachments=form.attachments,
        variants=_variants(form, base),
        next_update_at=use(lambda: _promised(form, policy), base.next_update_at),
        advice=warning_form.advice(form.warning) if form.warning else base.advice,
        warning=use(lambda: _warning(form, base, policy), base.warning),
        lifts=form.warning.lifts if form.warning else base.lifts,
        poster=use(lambda: _poster(form.poster), base.poster),
    )
    return made, tuple(problems)


def _body(form: EditorForm, base: Content, policy: ReleasePolicy) -> str:
    """The plain editor shows no tables, links or ties: unchanged words keep them, and ties whose
    words still stand are carried over."""
    if form.rich:
        check_markup(form.body_html, policy.limits.body)
        return canonical(form.body_html)
    check_size(form.body, policy.limits.body)
    same = clean_lines(form.body) == to_input(base.body)
    return base.body if same else carried(base.body, form.body)


def base_of(form: EditorForm, policy: ReleasePolicy) -> str:
    """The body that the form began from, canonical; "" when the form does not say."""
    try:
        check_markup(form.base, policy.limits.body)
    except Invalid:
        return ""
    return canonical(form.base)


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as error:
        raise Invalid("content.no_such_kind", field="kind") from error


def _poster(text: str) -> str:
    try:
        return Layout(text).value if text else ""
    except ValueError as error:
        raise Invalid("poster.no_such_layout", field="poster") from error


def _time(form: EditorForm, policy: ReleasePolicy) -> datetime | None:
    if form.when == AT_ONCE:
        return None
    if not form.at.strip():
        raise Invalid("time.missing", field="at")
    return parse_local(form.at, policy.zone)


def _promised(form: EditorForm, policy: ReleasePolicy) -> datetime | None:
    if not form.next_update.strip():
        return None
    try:
        return parse_local(form.next_update, policy.zone)
    except Invalid as error:
        raise Invalid(error.code, field="next_update", **error.parameters) from error


def _warning(form: EditorForm, base: Content, policy: ReleasePolicy) -> PublicWarning | None:
    return warning_form.warning(form.warning, policy.zone) if form.warning else base.warning


def _planned(form: EditorForm, kept: Plan, policy: ReleasePolicy) -> Plan:
    """The ticked channels only: of the plan as somebody shaped it while it has them all, else of
    the bureau's, in its order."""
    if "website" not in form.channels:
        raise Invalid("plan.no_public_page", field="plan")
    whole = set(form.channels) <= set(kept.channels)
    return limited(kept if whole else policy.plan, form.channels)


def _written(words: Content, channel: str) -> Variant:
    return words.variants.get(channel, Variant())


def _variants(form: EditorForm, base: Content) -> dict[str, Variant]:
    """Only what the drafter wrote; what is empty derives from the text."""
    made = {
        "weibo": replace(_written(base, "weibo"), text=clean_lines(form.weibo)),
        "wechat": replace(
            _written(base, "wechat"),
            title=clean_line(form.wechat_title),
            summary=clean_line(form.wechat_digest),
            text=clean_lines(form.wechat_text),
        ),
    }
    return {channel: variant for channel, variant in made.items() if variant != Variant()}
