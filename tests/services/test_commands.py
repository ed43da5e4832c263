"""``fayan`` at a terminal: one sentence and an exit code, never a traceback."""

import errno
import logging
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from sqlalchemy.exc import OperationalError

from console import audit, cli, ready, schema
from console.database import Database
from console.kernel.errors import Misconfigured
from console.notices import queries as notices
from console.people import queries
from console.people.rules.roles import Role
from console.settings import HOME

pytestmark = pytest.mark.slow  # it starts real processes

PASSWORD = "平安 correct horse"
Fayan = Callable[..., tuple[int, str, str]]


@pytest.fixture
def fayan(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[Fayan]:
    """``fayan("audit", "verify")`` → exit code, output, errors. Outside the demonstration."""
    root = logging.getLogger()
    before, level = set(root.handlers), root.level
    monkeypatch.setenv("FAYAN_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("FAYAN_SECRET_KEY", "k" * 40)
    for name in ("FAYAN_CONFIG", "FAYAN_DATABASE_URL", "FAYAN_HOST"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    yield run
    structlog.reset_defaults()
    for handler in set(root.handlers) - before:
        root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def var(tmp_path: Path, migrated: Path) -> Path:
    folder = tmp_path / "var"
    folder.mkdir()
    shutil.copy(migrated, folder / "fayan.sqlite3")
    return folder


def _one_sentence(errors: str) -> bool:
    return errors.startswith("fayan: ") and errors.count("\n") == 1


def test_verifying_without_a_database_says_so_and_makes_none(fayan: Fayan, tmp_path: Path) -> None:
    code, _, errors = fayan("audit", "verify")
    assert (code, "没有数据库" in errors, _one_sentence(errors)) == (2, True, True)
    assert not (tmp_path / "var" / "fayan.sqlite3").exists()


def test_verifying_a_database_without_tables_says_so(fayan: Fayan, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "fayan.sqlite3").touch()
    code, _, errors = fayan("audit", "verify")
    assert (code, "fayan migrate" in errors, _one_sentence(errors)) == (2, True, True)


def test_verifying_what_is_no_database_or_does_not_answer_says_so(
    fayan: Fayan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "fayan.sqlite3").write_bytes(b"no database " * 100)
    code, _, errors = fayan("audit", "export")
    assert (code, "打不开数据库" in errors, _one_sentence(errors)) == (2, True, True)
    monkeypatch.setenv("FAYAN_DATABASE_URL", "postgresql+psycopg://me:hidden@127.0.0.1:1/none")
    code, _, errors = fayan("audit", "verify")
    assert (code, "打不开数据库" in errors, _one_sentence(errors)) == (2, True, True)
    assert "hidden" not in errors


def test_verifying_needs_no_secret_and_prints_the_head_to_keep(
    fayan: Fayan, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAYAN_SECRET_KEY")
    code, said, _ = fayan("audit", "verify")
    assert code == 0
    head = said.rpartition("--head ")[2].strip()
    assert head == "0:" + "0" * 64
    assert fayan("audit", "verify", "--head", "7:" + "0" * 64)[0] == 1
    code, _, errors = fayan("audit", "verify", "--head", "seven")
    assert (code, _one_sentence(errors)) == (2, True)


@pytest.mark.parametrize("command", ["run", "console", "dispatcher", "migrate", "demo"])
def test_a_chain_without_secrecy_ends_every_process_with_one_sentence(
    tmp_path: Path, command: str
) -> None:
    config = tmp_path / "mine.toml"
    config.write_text("[[chains]]\nname = 'a'\ntitle = '短'\nsteps = ['unit_head']\n")
    done = subprocess.run(
        [sys.executable, "-m", "console", command],
        env={
            "FAYAN_CONFIG": str(config), "FAYAN_VAR": str(tmp_path / "var"),
            "FAYAN_SECRET_KEY": "k" * 40,
        },
        cwd=HOME, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "mine.toml 第 4 行" in done.stderr
    assert _one_sentence(done.stderr)
    assert done.stdout == ""  # no address is announced


@pytest.mark.parametrize(
    "command", [["console"], ["dispatcher"], ["rebuild"], ["admin", "close", "chen"]]
)
def test_who_needs_the_database_says_at_the_start_what_is_wrong_with_it(
    fayan: Fayan, tmp_path: Path, var: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for version, told in ((None, "没有数据表"), ("0001", "fayan migrate"), ("9999", "新版程序")):
        _stamp(var / "fayan.sqlite3", version)
        code, said, errors = fayan(*command)
        assert (code, said, told in errors, _one_sentence(errors)) == (2, "", True, True), errors
    monkeypatch.setenv("FAYAN_VAR", str(tmp_path / "elsewhere"))
    code, _, errors = fayan(*command)
    assert (code, "没有数据库" in errors, _one_sentence(errors)) == (2, True, True)
    assert not (tmp_path / "elsewhere").exists()


def _stamp(file: Path, version: str | None) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DROP TABLE IF EXISTS alembic_version")
        if version:
            database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            database.execute("INSERT INTO alembic_version VALUES (?)", (version,))


def test_two_administrators_are_added_at_the_terminal_and_no_third(
    fayan: Fayan, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["陈静", "科长", "某某市公安局", "李岩", "科长", "某某市公安局"])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(answers))
    monkeypatch.setattr("getpass.getpass", lambda _prompt: PASSWORD)
    code, said, errors = fayan("admin", "add", "Chen.Jing")
    assert (code, errors) == (0, "")
    assert "陈静（chen.jing）" in said
    assert "还要有第二位管理员" in said
    code, said, errors = fayan("admin", "add", "li.yan")
    assert (code, errors, "第二位" in said) == (0, "", False)
    database = Database(f"sqlite:///{var / 'fayan.sqlite3'}")
    with database.snapshot() as tx:
        card = queries.card_of_username(tx, "chen.jing")
        assert card is not None
        assert queries.roles_of(tx, card.id) == {Role.ADMINISTRATOR}
        assert len(queries.administrators(tx)) == 2
        assert audit.verify(tx).count == 4
        (told,) = notices.for_person(tx, card.id)
        assert (told.kind, told.parameters["name"]) == ("people.administrator_added", "李岩")
    code, _, errors = fayan("admin", "add", "third")  # before anything is asked
    assert (code, "已经有两位管理员" in errors, _one_sentence(errors)) == (2, True, True)
    monkeypatch.setattr("builtins.input", lambda _prompt: "调离")
    assert fayan("admin", "close", "nobody")[0] == 2
    assert fayan("admin", "close", "li.yan")[0] == 0
    code, _, errors = fayan("admin", "close", "chen.jing")
    assert (code, "最后一位管理员" in errors) == (2, True)
    with database.snapshot() as tx:
        assert queries.administrators(tx) == (card.id,)
    database.close()


def test_an_administrator_with_two_different_or_short_passwords_is_not_added(
    fayan: Fayan, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda _prompt: "某")
    for given in ([PASSWORD, "平安 correct house"], ["short", "short"]):
        typed = iter(given)
        monkeypatch.setattr("getpass.getpass", lambda _prompt, typed=typed: next(typed))
        code, _, errors = fayan("admin", "add", "admin")
        assert (code, _one_sentence(errors)) == (2, True)
    database = Database(f"sqlite:///{var / 'fayan.sqlite3'}")
    with database.snapshot() as tx:
        assert queries.count(tx) == 0
    database.close()


@pytest.mark.usefixtures("var")
@pytest.mark.parametrize(
    ("command", "name"),
    [("run", "CONSOLE"), ("run", "NEWSROOM"), ("console", "CONSOLE"), ("newsroom", "NEWSROOM"),
     ("rehearsal", "REHEARSAL")],
)  # fmt: skip
def test_where_another_house_has_the_port_the_start_says_so_and_ends(
    fayan: Fayan, monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # it would share, as we would
        other.bind(("127.0.0.1", 0))
        other.listen()
        for each in ("CONSOLE", "NEWSROOM", "REHEARSAL"):
            port = other.getsockname()[1] if each == name else _free_port()
            monkeypatch.setenv(f"FAYAN_{each}_PORT", str(port))
        code, said, errors = fayan(command)
    assert (code, said, _one_sentence(errors)) == (2, "", True)
    assert f"FAYAN_{name}_PORT" in errors


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


DISK = {
    "full": OSError(errno.ENOSPC, "No space left on device"),
    "read only": PermissionError(errno.EACCES, "Permission denied", "var/x"),
    "database": sqlite3.OperationalError("database or disk is full"),
}


@pytest.mark.parametrize("trouble", DISK)
def test_a_disk_that_takes_nothing_is_told_in_one_sentence(
    fayan: Fayan, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised: Exception = DISK[trouble]
    if isinstance(raised, sqlite3.Error):
        raised.sqlite_errorcode = sqlite3.SQLITE_FULL
        raised = OperationalError("INSERT", {}, raised)

    def migrate(*_: object) -> int:
        raise raised

    monkeypatch.setattr(schema, "migrate", migrate)
    code, _, errors = fayan("migrate")
    assert (code, "剩余空间" in errors, _one_sentence(errors)) == (2, True, True)


def test_what_is_no_fault_of_the_disk_is_told_in_full(
    fayan: Fayan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def migrate(*_: object) -> int:
        raise ConnectionResetError(errno.ECONNRESET, "reset")

    monkeypatch.setattr(schema, "migrate", migrate)
    with pytest.raises(ConnectionResetError):
        fayan("migrate")


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(Misconfigured) as refused:
        ready.check_free("192.0.2.1", 8000, "FAYAN_NEWSROOM_PORT")
    assert refused.value.code == "config.port_refused"


def test_nothing_is_announced_before_every_door_answers() -> None:
    said = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as first, socket.socket() as second:
        second.bind(("127.0.0.1", 0))  # taken, and nobody listens yet
        ports = [door.getsockname()[1] for door in (first, second)]
        waiting = ready.when_open(ports, "127.0.0.1", said.set)
        _answer(first, "503 Service Unavailable")
        _answer(first, "200 OK")
        assert not said.wait(0.3)
        second.listen()
        _answer(second, "200 OK")
        assert said.wait(30)
        waiting.join()


def _answer(door: socket.socket, status: str) -> None:
    line, _ = door.accept()
    with line:
        assert line.recv(1000).startswith(b"GET /healthz ")
        line.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
