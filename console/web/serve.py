"""Run the console under Granian."""

from typing import Final

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces

from console import logs
from console.settings import Settings, load
from console.web import create_app
from console.web.services import Services
from console.wiring import wire

_STOP_WITHIN: Final = 5
THREADS: Final = 8


def build() -> Flask:
    """Made inside the worker, from its own environment."""
    logs.configure()
    wired = wire(load())
    return create_app(
        Services(
            settings=wired.settings,
            database=wired.database,
            clock=wired.clock,
            preview_page=wired.preview,
        )
    )


def serve(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    Granian(
        "console",
        address=settings.address,
        port=settings.console_port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=settings.config.console.workers,
        blocking_threads=THREADS,
        backlog=512,
        log_enabled=False,
        workers_kill_timeout=_STOP_WITHIN,
        respawn_failed_workers=True,
    ).serve(target_loader=build, wrap_loader=False)
