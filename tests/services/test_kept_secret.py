"""The secret that the demonstration makes for itself: one, whole, whoever starts it and when."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from console.settings import kept_secret


def test_it_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret-key"
    made = kept_secret(path)
    assert len(made) >= 32
    assert kept_secret(path) == made
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_empty_one_from_a_start_that_was_killed_or_found_the_disk_full_is_none(
    tmp_path: Path,
) -> None:
    path = tmp_path / "secret-key"
    path.touch()
    assert len(kept_secret(path)) >= 32
    assert kept_secret(path) == path.read_text(encoding="ascii")


def test_processes_that_start_at_once_have_the_same(tmp_path: Path) -> None:
    at_once = Barrier(8)

    def start(_: int) -> str:
        at_once.wait()
        return kept_secret(tmp_path / "secret-key")

    with ThreadPoolExecutor(8) as crew:
        assert len(set(crew.map(start, range(8)))) == 1


def test_one_that_may_only_be_read_is_read(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    made = kept_secret(path)
    path.chmod(0o400)
    tmp_path.chmod(0o500)
    assert kept_secret(path) == made
    tmp_path.chmod(0o700)
