"""Frozen settings from ``config/`` and the environment. The only reader of ``os.environ``.

``config/console.toml`` holds every key; the file named by ``FAYAN_CONFIG`` overrides it, table by
table (a list of tables replaces the list).
"""

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from console.kernel.errors import Misconfigured

HOME = Path(__file__).resolve().parent.parent

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


class Settings(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Configuration plus what this process was told by its environment."""

    config: Configuration
    var: Path
    database_url: str
    public_url: str
    secret_key: str
    host: str = "localhost"
    console_port: int = 8080
    newsroom_port: int = 8000
    rehearsal_port: int = 8090
    smtp_port: int = 8025
    demo_password: str | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.config.bureau.timezone)

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        return {column.slug: column for column in self.config.columns}

    @property
    def address(self) -> str:
        """What to listen on: ``localhost`` is a name, and only its IPv4 address is bound."""
        return "127.0.0.1" if self.host == "localhost" else self.host

    @property
    def public_tree(self) -> Path:
        return self.var / "public"

    @property
    def file_store(self) -> Path:
        return self.var / "files"

    @property
    def wake_socket(self) -> Path:
        return self.var / "run" / "wake.sock"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Raises Misconfigured with ``file``, ``line`` and ``reason``."""
    env = os.environ if environ is None else environ
    config = read_configuration(
        HOME / "config" / "console.toml",
        Path(env["FAYAN_CONFIG"]) if env.get("FAYAN_CONFIG") else None,
    )
    var = Path(env.get("FAYAN_VAR") or HOME / "var").resolve()
    newsroom_port = _port(env, "FAYAN_NEWSROOM_PORT", 8000)
    host = env.get("FAYAN_HOST") or "localhost"
    if config.demonstration.enabled and not is_loopback(host):
        raise Misconfigured("config.demonstration_loopback", host=host)
    return Settings(
        config=config,
        var=var,
        database_url=env.get("FAYAN_DATABASE_URL") or f"sqlite:///{var / 'fayan.sqlite3'}",
        public_url=(env.get("FAYAN_PUBLIC_URL") or f"http://localhost:{newsroom_port}").rstrip("/"),
        secret_key=_secret_key(env, var, demonstration=config.demonstration.enabled),
        host=host,
        console_port=_port(env, "FAYAN_CONSOLE_PORT", 8080),
        newsroom_port=newsroom_port,
        rehearsal_port=_port(env, "FAYAN_REHEARSAL_PORT", 8090),
        smtp_port=_port(env, "FAYAN_SMTP_PORT", 8025),
        demo_password=env.get("FAYAN_DEMO_PASSWORD") or None,
    )


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


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
        raise _located(str(error), last, base) from error
    _check(config, last)
    return config


def _check(config: Configuration, file: Path) -> None:
    """What a schema cannot say; roles and channels are checked where they are known (wiring)."""
    slugs = [column.slug for column in config.columns]
    for wrong, reason in (
        (len(slugs) != len(set(slugs)), "config.column_twice"),
        (not any("website" in stage.channels for stage in config.plan), "config.no_public_page"),
        (config.plan[0].precondition != "none", "config.first_stage_waits"),
        (not _is_timezone(config.bureau.timezone), "config.unknown_timezone"),
    ):
        if wrong:
            raise Misconfigured(reason, file=file.name)
    for account in config.accounts:
        try:
            re.compile(account.link_pattern)
        except re.error as error:
            raise Misconfigured(
                "config.bad_pattern", file=file.name, account=account.name, reason=str(error)
            ) from error


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


def _located(message: str, override: Path, base: Path) -> Misconfigured:
    """Turn a schema error into one that names file and line."""
    place = found["place"] if (found := PLACE.search(message)) else ""
    field = found["field"] if (found := UNKNOWN.search(message) or MISSING.search(message)) else ""
    if UNKNOWN.search(message):
        code, field_path = "config.unknown_key", f"{place}.{field}".strip(".")
    elif MISSING.search(message):
        code, field_path = "config.missing_key", place
    else:
        code, field_path = "config.wrong_value", place
    reason = PLACE.sub("", message)
    for path in dict.fromkeys((override, base)):
        if line := line_of(path.read_text(encoding="utf-8"), field_path):
            return Misconfigured(
                code, file=path.name, line=line, key=field_path or field, field=field, reason=reason
            )
    return Misconfigured(
        code, file=override.name, line=1, key=field_path or field, field=field, reason=reason
    )


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
        elif (
            current == wanted["name"]
            and (index is None or seen == index)
            and key
            and (found := KEY.match(line))
            and found[1] == key
        ):
            return number
    return header_line


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Misconfigured("config.bad_port", name=name, value=text)
    return int(text)


SHORTEST_SECRET = 32


def _secret_key(env: Mapping[str, str], var: Path, *, demonstration: bool) -> str:
    """From the environment; the demonstration makes one and keeps it 0600."""
    given = env.get("FAYAN_SECRET_KEY")
    if given:
        if len(given) < SHORTEST_SECRET:
            raise Misconfigured("config.short_secret", least=SHORTEST_SECRET)
        return given
    if not demonstration:
        raise Misconfigured("config.no_secret", least=SHORTEST_SECRET)
    return kept_secret(var / "secret-key")


def kept_secret(path: Path) -> str:
    """The secret in ``path``, made at first use, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(32)
        file.write(secret)
    return secret
