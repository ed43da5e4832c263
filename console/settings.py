"""Frozen settings from ``config/`` and the environment. The only reader of ``os.environ``."""

import fcntl
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from console.configuration import Column, Configuration, misplaced, read_configuration
from console.kernel.errors import Misconfigured, Parameter

HOME = Path(__file__).resolve().parent.parent


class Settings(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Configuration plus what this process was told by its environment.

    ``files``: what the configuration was read from, the overriding one first. ``smtp_port``: of the
    demonstration's mailbox. ``console_url``: where browsers
    find the console, which passkeys are bound to. ``previous_secret_keys``: they open what they
    sealed and sign nothing.
    """

    config: Configuration
    files: tuple[Path, ...]
    var: Path
    database_url: str
    public_url: str
    secret_key: str
    console_url: str = "http://localhost:8080"
    previous_secret_keys: tuple[str, ...] = ()
    host: str = "localhost"
    console_port: int = 8080
    newsroom_port: int = 8000
    rehearsal_port: int = 8090
    smtp_port: int = 8025
    oidc_secret: str = ""
    cdn_secret: str = ""
    s3_key: str = ""
    s3_secret: str = ""
    demo_password: str | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.config.bureau.timezone)

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        return {column.slug: column for column in self.config.columns}

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """The house's names, and the words of them: what a password must not be made of."""
        bureau, site = self.config.bureau, self.config.site
        words = (*bureau.english_name.split(), *site.domain.split("."), *bureau.issuer_code.split())
        return (
            bureau.name, bureau.short_name, bureau.press_office, bureau.english_name,
            site.title, *(word for word in words if len(word) > 3),
        )  # fmt: skip

    def misplaced(self, code: str, place: str, **parameters: Parameter) -> Misconfigured:
        """What to raise about ``chains[1].steps``: with the file and line where it stands."""
        return misplaced(self.files, code, place, **parameters)

    @property
    def address(self) -> str:
        """What to listen on: ``localhost`` is a name, and only its IPv4 address is bound."""
        return "127.0.0.1" if self.host == "localhost" else self.host

    @property
    def public_tree(self) -> Path:
        return self.var / "public"

    @property
    def search_index(self) -> Path:
        """A cluster's lies on a directory that machines share, and is a file of its own: SQLite's
        write-ahead log, which the embedded one keeps, works on one machine alone."""
        name = "shared.sqlite3" if self.config.engine.kind == "cluster" else "index.sqlite3"
        return self.var / "search" / name

    @property
    def file_store(self) -> Path:
        return self.var / "files"

    @property
    def wake_socket(self) -> Path:
        return self.var / "run" / "wake.sock"


def load(environ: Mapping[str, str] | None = None, *, needs_secret: bool = True) -> Settings:
    """Raises Misconfigured with ``file``, ``line`` and ``reason``.

    ``needs_secret`` False: for a tool that signs nothing; ``secret_key`` is empty then.
    """
    env = os.environ if environ is None else environ
    base = HOME / "config" / "console.toml"
    override = Path(env["FAYAN_CONFIG"]) if env.get("FAYAN_CONFIG") else None
    config = read_configuration(base, override)
    var = Path(env.get("FAYAN_VAR") or HOME / "var").resolve()
    newsroom_port = _port(env, "FAYAN_NEWSROOM_PORT", 8000)
    console_port = _port(env, "FAYAN_CONSOLE_PORT", 8080)
    host = env.get("FAYAN_HOST") or "localhost"
    if config.demonstration.enabled and not is_loopback(host):
        raise Misconfigured("config.demonstration_loopback", host=host)
    if not config.console.behind_proxy and not is_loopback(host):
        raise Misconfigured("config.not_behind_proxy", host=host)
    return Settings(
        config=config,
        files=(override, base) if override else (base,),
        var=var,
        database_url=env.get("FAYAN_DATABASE_URL") or f"sqlite:///{var / 'fayan.sqlite3'}",
        public_url=(env.get("FAYAN_PUBLIC_URL") or f"http://localhost:{newsroom_port}").rstrip("/"),
        secret_key=_secret_key(env, var, demonstration=config.demonstration.enabled)
        if needs_secret
        else "",
        previous_secret_keys=tuple(env.get("FAYAN_PREVIOUS_SECRET_KEYS", "").split()),
        console_url=_console_url(env, console_port),
        host=host,
        console_port=console_port,
        newsroom_port=newsroom_port,
        rehearsal_port=_port(env, "FAYAN_REHEARSAL_PORT", 8090),
        smtp_port=_port(env, "FAYAN_SMTP_PORT", 8025),
        oidc_secret=env.get("FAYAN_OIDC_SECRET", ""),
        cdn_secret=env.get("FAYAN_CDN_SECRET", ""),
        s3_key=env.get("AWS_ACCESS_KEY_ID", ""),
        s3_secret=env.get("AWS_SECRET_ACCESS_KEY", ""),
        demo_password=env.get("FAYAN_DEMO_PASSWORD") or None,
    )


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _console_url(env: Mapping[str, str], port: int) -> str:
    url = (env.get("FAYAN_CONSOLE_URL") or f"http://localhost:{port}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise Misconfigured("config.bad_console_url", value=url)
    return url


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
    """The secret in ``path``, made at first use, readable by its owner only. An empty file counts
    as none: whoever was to write it was killed, or the disk was full."""
    with suppress(FileNotFoundError):
        if kept := path.read_text(encoding="ascii").strip():
            return kept
    path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    with os.fdopen(handle, "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # another process may start at the same moment
        kept = file.read().strip()
        if not kept:
            kept = secrets.token_urlsafe(32)
            file.write(kept)
    return kept
