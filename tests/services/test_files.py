"""Attachments: what is accepted, and that their bytes never change."""

import hashlib
from pathlib import Path

import pytest

from console.audit import Event
from console.audit import queries as audit
from console.audit.queries import Filter
from console.database import Database
from console.files import queries, service
from console.files.rules import accepted, safe_name
from console.files.store import FileStore
from console.kernel.errors import Invalid, NotThere, NotYou
from console.people.rules.roles import Role
from tests.builders import hire
from tests.fakes import FixedClock

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
TYPES = ("image/png", "image/jpeg", "application/pdf")
DIGEST = hashlib.sha256(PNG).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def test_bytes_come_back_as_they_went_in(store: FileStore, tmp_path: Path) -> None:
    assert store.put(PNG) == DIGEST
    assert store.read(DIGEST) == PNG
    assert [path.name for path in (tmp_path / "files").iterdir()] == [DIGEST]


def test_the_same_bytes_are_kept_once(store: FileStore, tmp_path: Path) -> None:
    store.put(PNG)
    before = (tmp_path / "files" / DIGEST).stat().st_ino
    store.put(PNG)
    assert (tmp_path / "files" / DIGEST).stat().st_ino == before


def test_bytes_that_were_changed_on_disk_are_not_given_out(
    store: FileStore, tmp_path: Path
) -> None:
    store.put(PNG)
    (tmp_path / "files" / DIGEST).write_bytes(b"something else")
    with pytest.raises(NotThere) as refused:
        store.read(DIGEST)
    assert refused.value.code == "file.damaged"


@pytest.mark.parametrize("name", ["", "0" * 64, "../" * 21 + "x", "..", "/etc/passwd"])
def test_a_name_that_is_no_digest_leads_nowhere(store: FileStore, name: str) -> None:
    with pytest.raises(NotThere):
        store.read(name)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.png", b"", "file.empty"),
        ("a.png", PNG + b"x" * 1024 * 1024, "file.too_large"),
        ("a.png", b"<script>alert(1)</script>", "file.wrong_type"),
        ("a.pdf", b"MZ\x90\x00", "file.wrong_type"),
        ("a.svg", b"<svg xmlns='x'/>", "file.wrong_type"),
    ],
)
def test_what_is_not_accepted_says_why(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        accepted(name, data, types=TYPES, most_mib=1)
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_a_file_is_what_its_bytes_say(store: FileStore) -> None:
    stored = accepted("现场.exe", PNG, types=TYPES, most_mib=1)
    assert (stored.name, stored.media_type) == ("现场.png", "image/png")
    assert stored.sha256 == DIGEST


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\图\\现场 1.png", "现场-1.png"),
        ('a"b\n.png', "a-b.png"),
        ("", "file.png"),
        ("....", "file.png"),
    ],
)
def test_a_name_is_safe_in_a_path_and_an_address(given: str, kept: str) -> None:
    assert safe_name(given, "image/png") == kept


@pytest.mark.parametrize("letter", ["字", "𠮷", "é"])
def test_a_long_name_is_one_that_a_file_may_have(letter: str, tmp_path: Path) -> None:
    name = safe_name(f"{letter * 300}.png", "image/png")
    (tmp_path / name).write_bytes(b"")
    assert set(name) == {letter, *".png"}


def test_an_attachment_is_registered_once_and_recorded(
    database: Database, clock: FixedClock
) -> None:
    stored = accepted("现场.png", PNG, types=TYPES, most_mib=1)
    with database.transaction() as tx:
        editor = hire(tx, clock.now(), "editor", Role.EDITOR)
        for _ in range(2):
            service.register(tx, clock.now(), editor, stored)
    with database.snapshot() as tx:
        assert queries.known(tx, [DIGEST, "0" * 64]) == {DIGEST: stored}
        assert len(audit.events(tx, Filter(name=Event.FILE_STORED))) == 1


def test_only_drafters_attach(database: Database, clock: FixedClock) -> None:
    stored = accepted("现场.png", PNG, types=TYPES, most_mib=1)
    with pytest.raises(NotYou), database.transaction() as tx:
        service.register(tx, clock.now(), hire(tx, clock.now(), "auditor", Role.AUDITOR), stored)
