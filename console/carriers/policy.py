"""The carriers of the configuration, as they are called; a wrong one stops the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from console.carriers.gateway import Gateway
from console.carriers.mail import Mail
from console.carriers.robots import DINGTALK, WECOM, DingTalk, WeCom
from console.carriers.rules.message import Carrier
from console.carriers.rules.timing import Quiet
from console.configuration.carriers import CarrierEntry
from console.kernel.clock import Clock
from console.outgoing.smtp import Server
from console.settings import Settings, is_loopback

STANDING_IN: Final = "/gateway/notices"  # of the rehearsal, for a gateway


@dataclass(frozen=True, slots=True)
class Route:
    """``account``: under which its secret is kept (``credentials``)."""

    name: str
    kind: str
    title: str
    carrier: Carrier
    per_minute: int
    needs_secret: bool

    @property
    def account(self) -> str:
        return f"notice:{self.name}"


@dataclass(frozen=True, slots=True)
class Terms:
    """``console_url``: where a link leads, without a slash at its end."""

    routes: Mapping[str, Route]
    group: timedelta
    quiet: Quiet
    give_up: timedelta
    zone: ZoneInfo
    console_url: str
    bureau: str


def from_settings(settings: Settings, clock: Clock) -> Terms:
    """Raises Misconfigured."""
    told = settings.config.notices
    routes: dict[str, Route] = {}
    for place, each in enumerate(settings.config.carriers):
        if each.name in routes:
            raise settings.misplaced(
                "config.carrier_twice", f"carriers[{place}].name", name=each.name
            )
        _check(settings, place, each)
        carrier = _carrier(settings, clock, each)
        needs = each.kind != "mail" or bool(each.user)
        routes[each.name] = Route(each.name, each.kind, each.title, carrier, each.per_minute, needs)
    return Terms(
        routes,
        timedelta(seconds=told.group_seconds),
        Quiet.of(told.quiet_from, told.quiet_to),
        timedelta(hours=told.give_up_hours),
        settings.zone,
        settings.console_url.rstrip("/"),
        settings.config.bureau.short_name,
    )


def _carrier(settings: Settings, clock: Clock, each: CarrierEntry) -> Carrier:
    """The demonstration speaks to its stand-ins, whatever the configuration says."""
    drill = settings.config.demonstration.enabled
    here = f"http://localhost:{settings.rehearsal_port}"
    match each.kind:
        case "wecom":
            return WeCom(here if drill else each.address or WECOM)
        case "dingtalk":
            return DingTalk(clock, here if drill else each.address or DINGTALK)
        case "webhook":
            return Gateway(clock, f"{here}{STANDING_IN}" if drill else each.address)
        case "mail":
            server = Server(each.host, each.port, each.tls, each.user)
            if drill:
                server = Server("localhost", settings.smtp_port, "none")
            return Mail(clock, server, each.sender, settings.config.bureau.short_name)


def _check(settings: Settings, place: int, each: CarrierEntry) -> None:
    if each.kind == "mail" and not (each.host and "@" in each.sender):
        raise settings.misplaced("config.mail_incomplete", f"carriers[{place}]", name=each.name)
    if each.kind == "mail" and each.tls == "none" and not is_loopback(each.host):
        raise settings.misplaced("config.mail_open", f"carriers[{place}].tls", name=each.name)
    if each.kind == "webhook" and not each.address:
        raise settings.misplaced("config.no_gateway", f"carriers[{place}]", name=each.name)
    where = urlsplit(each.address)
    if where.scheme == "http" and not is_loopback(where.hostname or ""):
        raise settings.misplaced(
            "config.carrier_open", f"carriers[{place}].address", name=each.name
        )
