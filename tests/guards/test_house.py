"""The house itself: files, locks, Makefile."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 400  # lines
LOCKS = ("requirements.lock", "requirements-test.lock")

# Written apart, so that this file does not find itself.
MACHINE = re.compile(r"/(?:work|root|home/\w+|Users/\w+)/|file:" + "//")
DOWNLOAD = re.compile(
    r"(?:pypi|pythonhosted|npmjs|debian|githubusercontent|jsdelivr|unpkg)\." + "[a-z]"
)


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""  # a picture or a font


def test_no_module_is_too_long() -> None:
    modules = tracked("console/*.py", "tests/*.py", "bench/*.py")
    long = {p.name: n for p in modules if (n := text(p).count("\n")) > LONGEST}
    assert not long


@pytest.mark.parametrize("pattern", [MACHINE, DOWNLOAD], ids=["machine", "download"])
def test_no_file_names_this_machine_or_an_address_to_download_from(
    pattern: re.Pattern[str],
) -> None:
    found = {
        str(p.relative_to(ROOT)): m.group() for p in tracked() if (m := pattern.search(text(p)))
    }
    assert not found


def test_every_target_of_the_makefile_is_explained() -> None:
    makefile = text(ROOT / "Makefile")
    phony = set(re.findall(r"^\.PHONY:(.*)", makefile, re.MULTILINE)[0].split())
    explained = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))
    assert phony == explained


@pytest.mark.parametrize("name", LOCKS)
def test_python_locks_have_hashes_and_no_addresses(name: str) -> None:
    lock = text(ROOT / name)
    uncommented = re.sub(r"(?m)^\s*#.*\n", "", lock)
    pinned = re.split(r"(?m)^(?=[a-z0-9])", uncommented)
    assert len(pinned) > 30
    for package in filter(str.strip, pinned):
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9, ]+\])?==\S+", package), package
        assert "--hash=sha256:" in package, package
    assert "://" not in lock
    assert "--index" not in lock


def test_the_two_python_locks_agree() -> None:
    runtime, everything = (
        set(re.findall(r"^[a-z].*==\S+", text(ROOT / n), re.MULTILINE)) for n in LOCKS
    )
    assert runtime < everything


def test_the_web_lock_has_hashes_and_no_places_to_download_from() -> None:
    lock = text(ROOT / "package-lock.json")
    assert '"resolved"' not in lock
    assert ".tgz" not in lock
    assert lock.count('"integrity"') == lock.count('"node_modules/')
