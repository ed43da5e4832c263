"""What the demonstration needs of a process: wiring's and the console's own both have it."""

from typing import Protocol

from console.database import Database
from console.kernel.clock import Clock
from console.rehearsal.platforms import ACCOUNTS
from console.releases.policy import ReleasePolicy
from console.settings import Settings, is_loopback


class House(Protocol):
    @property
    def settings(self) -> Settings: ...
    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def policy(self) -> ReleasePolicy: ...


def may_stand(settings: Settings) -> bool:
    """Whether the demonstration may exist here at all: asked for, on loopback, behind no proxy."""
    config = settings.config
    return (
        config.demonstration.enabled
        and not config.console.behind_proxy
        and is_loopback(settings.host)
    )


def stand_in(settings: Settings) -> str:
    """Where the platforms' stand-ins are."""
    return f"http://localhost:{settings.rehearsal_port}"


def posting_page(settings: Settings, channel: str) -> str:
    """Where a person posts by hand in the demonstration; "" where there is none."""
    known = channel in ACCOUNTS and may_stand(settings)
    return f"{stand_in(settings)}/{channel}/" if known else ""
