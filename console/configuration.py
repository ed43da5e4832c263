"""What the TOML files may say, how two of them make one, and where in them a word stands.

``config/console.toml`` holds every key; the file that overrides it does so table by table (a list
of tables replaces the list).
"""

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from console.kernel.errors import Misconfigured, Parameter

Count = Annotated[int, msgspec.Meta(gt=0)]
Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
Text = Annotated[str, msgspec.Meta(min_length=1)]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One table of the configuration."""


class Bureau(Table, frozen=True):
    name: Text
    short_name: Text
    english_name: Text
    press_office: Text
    issuer_code: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9\u4e00-\u9fff]{0,12}$")]
    timezone: Text


class Site(Table, frozen=True):
    title: Text
    description: Text
    feed_authority: Text
    feed_since: date
    domain: Text
    site_code: str
    icp_record: str
    psb_record: str
    host: Text
    telephone: str
    email: str
    address: str
    press_telephone: str
    press_fax: str
    press_hours: str
    page_entries: Count
    feed_entries: Count


class Console(Table, frozen=True):
    idle_minutes: Count
    session_hours: Count
    attempts_per_address: Count
    attempts_per_name: Count
    attempt_window_minutes: Count
    largest_request_mib: Count
    behind_proxy: bool


class ContentLimits(Table, frozen=True):
    title_characters: Count
    list_title_characters: Count
    body_characters: Count
    remark_characters: Count
    attachment_mib: Count
    attachment_types: tuple[str, ...]
    weibo_length: Count
    wechat_title: Count
    wechat_digest: Count
    wechat_content: Count
    revision_minutes: Count


class Signing(Table, frozen=True):
    proof: Literal["password"]
    proof_seconds: Count


class Dispatch(Table, frozen=True):
    lease_seconds: Count
    batch: Count
    backoff_first: Count
    backoff_longest: Count
    expires_days: Count


class Column(Table, frozen=True):
    slug: Slug
    name: Text
    english: Text
    type: Text
    description: Text


class Chain(Table, frozen=True):
    name: Slug
    title: Text
    steps: tuple[Text, ...]
    kinds: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


class PlanStage(Table, frozen=True):
    channels: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]
    after_seconds: Annotated[int, msgspec.Meta(ge=0)]
    precondition: Literal["none", "previous"]
    or_after_minutes: Count
    late_minutes: Count
    if_late: Literal["publish", "hold", "ask"]


class AccountEntry(Table, frozen=True):
    channel: Text
    name: Slug
    title: Text
    link_pattern: Text
    posting_page: Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")] = ""


class Demonstration(Table, frozen=True):
    enabled: bool


class Configuration(Table, frozen=True):
    """What the TOML files say."""

    bureau: Bureau
    site: Site
    console: Console
    content: ContentLimits
    signing: Signing
    dispatch: Dispatch
    columns: Annotated[tuple[Column, ...], msgspec.Meta(min_length=1)]
    chains: Annotated[tuple[Chain, ...], msgspec.Meta(min_length=1)]
    plan: Annotated[tuple[PlanStage, ...], msgspec.Meta(min_length=1)]
    accounts: tuple[AccountEntry, ...]
    demonstration: Demonstration


def read_configuration(base: Path, override: Path | None) -> Configuration:
    tables = _read(base)
    last = base
    if override is not None:
        for name, table in _read(override).items():
            known = tables.get(name)
            tables[name] = (
                {**known, **table} if isinstance(known, dict) and isinstance(table, dict) else table
            )
        last = override
    try:
        config = msgspec.convert(tables, Configuration)
    except msgspec.ValidationError as error:
        raise _located(str(error), (last, base)) from error
    _check(config, (last, base))
    return config


def _check(config: Configuration, files: Sequence[Path]) -> None:
    """What a schema cannot say; roles and channels are checked where they are known (policy)."""
    slugs = [column.slug for column in config.columns]
    for place, slug in enumerate(slugs):
        if slug in slugs[:place]:
            raise misplaced(files, "config.column_twice", f"columns[{place}].slug", slug=slug)
    if not _is_timezone(config.bureau.timezone):
        raise misplaced(files, "config.unknown_timezone", "bureau.timezone")
    for place, account in enumerate(config.accounts):
        try:
            re.compile(account.link_pattern)
        except re.error as error:
            raise misplaced(
                files, "config.bad_pattern", f"accounts[{place}].link_pattern",
                account=account.name, reason=str(error),
            ) from error  # fmt: skip


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Misconfigured("config.missing_file", file=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured("config.not_toml", file=path.name, reason=str(error)) from error


# msgspec says: Object contains unknown field `x` - at `$.site`
UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]+)`")
MISSING = re.compile(r"missing required field `(?P<field>[^`]+)`")
PLACE = re.compile(r" - at `\$\.?(?P<place>[^`]*)`")


def _located(message: str, files: Sequence[Path]) -> Misconfigured:
    """Turn a schema error into one that names file and line."""
    place = found["place"] if (found := PLACE.search(message)) else ""
    field = found["field"] if (found := UNKNOWN.search(message) or MISSING.search(message)) else ""
    if UNKNOWN.search(message):
        code, field_path = "config.unknown_key", f"{place}.{field}".strip(".")
    elif MISSING.search(message):
        code, field_path = "config.missing_key", place
    else:
        code, field_path = "config.wrong_value", place
    return misplaced(
        files, code, field_path, key=field_path or field, field=field, reason=PLACE.sub("", message)
    )


def misplaced(
    files: Sequence[Path], code: str, place: str, **parameters: Parameter
) -> Misconfigured:
    """With ``file`` and ``line`` of ``place`` (``chains[1].steps``) in the first that has it."""
    for path in dict.fromkeys(files):
        if line := line_of(path.read_text(encoding="utf-8"), place):
            return Misconfigured(code, file=path.name, line=line, **parameters)
    return Misconfigured(code, file=files[0].name, line=1, **parameters)


HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]\]?")
KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")


def line_of(text: str, place: str) -> int | None:
    """The 1-based line of ``bureau.name`` or ``columns[2].slug`` in a TOML text; None if absent.

    msgspec writes ``[...]`` for an item of a list whose index it does not know: the first counts.
    """
    table, _, key = place.partition(".")
    wanted = re.fullmatch(r"(?P<name>[^\[]*)(?:\[(?P<index>[^\]]*)\])?", table)
    if wanted is None:
        return None
    key = key.partition("[")[0].partition(".")[0]
    index = int(wanted["index"]) if (wanted["index"] or "").isdigit() else None
    seen, current, header_line = -1, "", None
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.match(line):
            current = header[1]
            if current == wanted["name"]:
                seen += 1
                if index is None or seen == index:
                    header_line = header_line or number
        elif not current and (found := KEY.match(line)) and found[1] == wanted["name"]:
            return number  # a list written in one place: chains = [{...}]
        elif (
            current == wanted["name"]
            and (index is None or seen == index)
            and key
            and (found := KEY.match(line))
            and found[1] == key
        ):
            return number
    return header_line
