"""``fayan``: every process and every tool, one command each."""

import argparse
import errno
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from console import check_file, logs
from console.kernel.errors import FayanError, Invalid
from console.language import sentence
from console.settings import Settings, load
from console.upkeep import commands as upkeep

if TYPE_CHECKING:
    from console.chores.runner import Handler
    from console.wiring import Wired

UNWRITABLE: Final = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}
UNWRITABLE_DATABASE: Final = {
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR,
}  # fmt: skip

Command = Callable[[Settings, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    logs.configure()
    command: Command = asked.command
    try:
        return command(load(needs_secret=asked.needs_secret), asked)
    except FayanError as error:
        print(f"fayan: {sentence(error.code, error.parameters)}", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, EOFError):
        return 130
    except Exception as error:
        if not (reason := unwritable(error)):
            raise
        print(f"fayan: {sentence('cli.unwritable', {'reason': reason})}", file=sys.stderr)
        return 2


def unwritable(error: Exception) -> str:
    """What keeps us from writing to the disk, in its own words; "": it was something else."""
    if isinstance(error, OSError):
        return str(error) if error.errno in UNWRITABLE else ""
    raw = getattr(error, "orig", None)  # of SQLAlchemy, which not every command loads
    code = getattr(raw, "sqlite_errorcode", None)
    return str(raw) if code is not None and code & 0xFF in UNWRITABLE_DATABASE else ""


def run(settings: Settings, _asked: argparse.Namespace) -> int:
    """Everything in the foreground; Ctrl-C stops all."""
    from console.ready import when_open
    from console.supervisor import Process
    from console.supervisor import run as supervise

    demonstration = settings.config.demonstration.enabled
    _check_doors(settings, "newsroom", "console", *(["rehearsal"] if demonstration else []))
    program = (sys.executable, "-m", "console")
    # In a process of its own: what it loads goes with it, and this one stays small.
    prepared = subprocess.run([*program, "demo" if demonstration else "migrate"], check=False)
    if prepared.returncode:
        return prepared.returncode
    sender = "worker" if settings.config.engine.kind == "cluster" else "dispatcher"
    names = ["newsroom", sender, "console", *(["rehearsal"] if demonstration else [])]
    ports = (settings.newsroom_port, settings.console_port)
    when_open(ports, settings.address, lambda: announce(settings))
    return supervise([Process(name, (*program, name)) for name in names])


def _check_doors(settings: Settings, *processes: str) -> None:
    """Raises Misconfigured where somebody else listens there."""
    from console.ready import check_free

    ports = {
        "newsroom": settings.newsroom_port,
        "console": settings.console_port,
        "rehearsal": settings.rehearsal_port,
    }
    for each in processes:
        check_free(settings.address, ports[each], f"FAYAN_{each.upper()}_PORT")


def announce(settings: Settings) -> None:
    """The addresses, and in the demonstration the one to open."""
    console = f"http://{settings.host}:{settings.console_port}"
    print(sentence("cli.newsroom_at", {"url": settings.public_url}))
    if settings.config.demonstration.enabled:
        print(sentence("cli.demonstration_at", {"url": f"{console}/demo"}))
    else:
        print(sentence("cli.console_at", {"url": console}))
    sys.stdout.flush()


def console(settings: Settings, _asked: argparse.Namespace) -> int:
    from console import wiring
    from console.web.serve import serve

    wiring.ready(settings)
    _check_doors(settings, "console")
    for code in wiring.concerns(settings):
        print(sentence(code), file=sys.stderr, flush=True)
    serve(settings)
    return 0


def newsroom(settings: Settings, _asked: argparse.Namespace) -> int:
    from console.newsroom.serve import serve

    _check_doors(settings, "newsroom")
    console = settings.console_port
    framed_by = f"http://localhost:{console} http://127.0.0.1:{console}"
    serve(
        settings.public_tree,
        settings.address,
        settings.newsroom_port,
        search_index=settings.search_index,
        zone=settings.zone,
        framed_by=framed_by if settings.config.demonstration.enabled else "",
    )
    return 0


def dispatcher(settings: Settings, _asked: argparse.Namespace) -> int:
    from console import scheduler, wiring

    if wiring.clustered(settings):
        raise settings.misplaced("config.cluster_has_workers", "engine.kind")
    wiring.ready(settings)
    stop = scheduler.stop_on_signals()
    wired, holder = wiring.wire(settings), scheduler.holder_name()
    at_once = settings.config.engine.side_by_side
    with ThreadPoolExecutor(at_once, thread_name_prefix="account") as crew:
        scheduler.run(
            wiring.dispatcher(wired, holder, crew),
            wiring.chores(wired, holder, _more_chores(wired)),
            settings.wake_socket,
            stop,
            wiring.outside(wired, holder),
            [("carriers", wiring.carrying(wired))],
        )
    return 0


def worker(settings: Settings, _asked: argparse.Namespace) -> int:
    """One of the cluster's; any number, on any number of machines."""
    from console import scheduler, wiring

    if not wiring.clustered(settings):
        raise settings.misplaced("config.no_cluster", "engine.kind")
    wiring.ready(settings)
    from console.publishing.engines import queue_schema

    queue_schema.check(settings.database_url)
    stop = scheduler.stop_on_signals()
    wired, holder = wiring.wire(settings, sends=True), scheduler.holder_name()
    chores = wiring.chores(wired, holder, _more_chores(wired))
    outside = wiring.outside(wired, holder)
    more = [("carriers", wiring.carrying(wired))]
    with ThreadPoolExecutor(1, thread_name_prefix="asking") as crew:  # what a dead worker left
        dispatcher = wiring.dispatcher(wired, holder, crew)
        scheduler.work(wired, dispatcher, chores, stop, outside, more)
    return 0


def _more_chores(wired: "Wired") -> "list[Handler]":
    if not wired.settings.config.demonstration.enabled:
        return []
    from console.demo.night import handler

    return [handler(wired)]


def rehearsal(settings: Settings, _asked: argparse.Namespace) -> int:
    from console.rehearsal.serve import serve

    _check_doors(settings, "rehearsal")
    folder, port = settings.var / "rehearsal", settings.rehearsal_port
    serve(folder, settings.address, port, settings.smtp_port)
    return 0


def migrate(settings: Settings, _asked: argparse.Namespace) -> int:
    from console import wiring

    wiring.check(settings)
    wiring.migrate(settings)
    return 0


def demo(settings: Settings, _asked: argparse.Namespace) -> int:
    from console.demo.seed import seed
    from console.wiring import check, migrate, wire

    check(settings)
    migrate(settings)
    wired = wire(settings)
    seed(wired)
    wired.database.close()
    return 0


def admin_add(settings: Settings, asked: argparse.Namespace) -> int:
    """The first two administrators; every other person is added in the console."""
    from getpass import getpass

    from console.notices.service import tell
    from console.people.passwords import Passwords
    from console.people.queries import administrators
    from console.people.rules.passwords import check_password, check_username
    from console.people.service import Particulars, add_administrator, check_few_administrators
    from console.wiring import check, migrate, wire

    check(settings)
    migrate(settings)
    wired = wire(settings)
    username = check_username(asked.username)
    with wired.database.snapshot() as tx:
        check_few_administrators(tx)
    told = [input(sentence(f"cli.ask_{field}")) for field in ("name", "post", "unit")]
    particulars = Particulars(*told).checked()
    password = getpass(sentence("cli.ask_password"))
    check_password(password, username, settings.own_names)
    if getpass(sentence("cli.ask_again")) != password:
        raise Invalid("cli.passwords_differ")
    kept = Passwords().hash(password)
    with wired.database.transaction() as tx:
        at, others = wired.clock.now(), administrators(tx)
        made = add_administrator(
            tx, at, username=username, particulars=particulars, password_hash=kept
        )
        name = {"name": particulars.name}
        tell(tx, at, others, "people.administrator_added", f"person:{made}", name, f"added:{made}")
        few = not others
    wired.database.close()
    print(sentence("cli.administrator_added", {"name": particulars.name, "username": username}))
    if few:
        print(sentence("cli.second_administrator"))
    return 0


def admin_close(settings: Settings, asked: argparse.Namespace) -> int:
    """An administrator who is gone for good, where nobody is left to confirm it."""
    from console.notices.service import tell
    from console.people.queries import administrators
    from console.people.service import close_for_operator
    from console.wiring import ready, wire

    ready(settings)
    wired = wire(settings)
    reason = input(sentence("cli.ask_close_reason"))
    with wired.database.transaction() as tx:
        at = wired.clock.now()
        gone = close_for_operator(tx, at, asked.username, reason)
        key = f"closed:{gone}:{at.isoformat()}"
        name = {"name": asked.username}
        told = administrators(tx)
        tell(tx, at, told, "people.administrator_closed", f"person:{gone}", name, key)
    wired.database.close()
    print(sentence("cli.administrator_closed", {"username": asked.username}))
    return 0


def admin_reset_factors(settings: Settings, asked: argparse.Namespace) -> int:
    """For an administrator who lost phone and recovery codes, where no other can reset them."""
    from console.notices.service import tell
    from console.people.factors import reset_for_operator
    from console.people.queries import administrators
    from console.wiring import ready, wire

    ready(settings)
    wired = wire(settings)
    reason = input(sentence("cli.ask_reset_reason"))
    with wired.database.transaction() as tx:
        at = wired.clock.now()
        reset = reset_for_operator(tx, at, asked.username, reason)
        key, name = f"reset:{reset}:{at.isoformat()}", {"name": asked.username}
        told = administrators(tx)
        tell(tx, at, told, "people.administrator_reset", f"person:{reset}", name, key)
    wired.database.close()
    print(sentence("cli.factors_reset", {"username": asked.username}))
    return 0


def audit_verify(settings: Settings, asked: argparse.Namespace) -> int:
    from console import audit
    from console.database import existing

    kept = audit.kept_head(asked.head) if asked.head else None
    database = existing(settings.database_url, "audit_events")
    with database.snapshot() as tx:
        verdict = audit.verify(tx, kept)
    database.close()
    if verdict.broken is None:
        print(sentence("audit.holds", {"count": verdict.count, "head": verdict.head}))
        print(sentence("audit.keep_head", {"count": verdict.count, "head": verdict.head}))
        return 0
    print(
        sentence(f"audit.{verdict.reason}", {"broken": verdict.broken, "count": verdict.count}),
        file=sys.stderr,
    )
    return 1


def audit_export(settings: Settings, asked: argparse.Namespace) -> int:
    from console import audit
    from console.database import existing

    database = existing(settings.database_url, "audit_events")
    with database.snapshot() as tx:
        if asked.file is None:
            audit.export(tx, sys.stdout)
            return 0
        with Path(asked.file).open("w", encoding="utf-8") as target:
            count = audit.export(tx, target)
    database.close()
    print(sentence("audit.exported", {"count": count, "file": asked.file}), file=sys.stderr)
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="fayan", description="Fayan 发言台")
    made.set_defaults(needs_secret=True)
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    for name, command, told in (
        ("run", run, "everything in the foreground"),
        ("console", console, "the console alone"),
        ("newsroom", newsroom, "the newsroom alone"),
        ("dispatcher", dispatcher, "the dispatcher alone"),
        ("worker", worker, "one worker of a cluster; any number, on any number of machines"),
        ("rehearsal", rehearsal, "the platforms' stand-ins, for drills"),
        ("migrate", migrate, "bring the database up to date"),
        ("demo", demo, "make or renew the demonstration's accounts and samples"),
    ):
        commands.add_parser(name, help=told).set_defaults(command=command)
    upkeep.options(commands)
    check_file.options(commands.add_parser("check", help="what the guard says of a text"))
    audit = commands.add_parser("audit", help="the hash-chained record").add_subparsers(
        required=True, metavar="WHAT"
    )
    verify = audit.add_parser("verify", help="walk the chain; needs the database, no secret")
    verify.add_argument(
        "--head", metavar="SEQ:HASH", help="one that was kept elsewhere: tells a chain cut short"
    )
    verify.set_defaults(command=audit_verify, needs_secret=False)
    export = audit.add_parser("export", help="every event as a line of JSON")
    export.add_argument("file", nargs="?")
    export.set_defaults(command=audit_export, needs_secret=False)
    admin = commands.add_parser(
        "admin", help="administrators whom nobody in the console can help"
    ).add_subparsers(required=True, metavar="WHAT")
    add = admin.add_parser("add", help="asks for name, post, unit and password")
    add.add_argument("username")
    add.set_defaults(command=admin_add)
    reset = admin.add_parser("reset-factors", help="an administrator who lost every second factor")
    reset.add_argument("username")
    reset.set_defaults(command=admin_reset_factors)
    close = admin.add_parser("close", help="an administrator who is gone for good")
    close.add_argument("username")
    close.set_defaults(command=admin_close)
    return made
