"""The public tree: what readers may rely on while a writer is at work, or dies at it."""

import gzip
import os
import stat
from collections.abc import Callable
from itertools import product
from pathlib import Path

import brotli  # type: ignore[import-untyped] # it ships no types
import pytest

from console.kernel.errors import NotNow
from console.newsroom.tree import FileTree
from console.publishing.rules.shelf import Page, Part, PublicTree

PAGE = "releases/2026-0001/index.html"
LONG = "情况通报。".encode() * 400


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "public"


@pytest.fixture
def tree(root: Path) -> FileTree:
    return FileTree(root)


def test_it_is_the_port_that_channels_write_through(tree: FileTree) -> None:
    port: PublicTree = tree
    assert port.write("a.txt", b"a")


def test_what_was_written_is_read_back(tree: FileTree) -> None:
    assert tree.write(PAGE, LONG)
    assert tree.read(PAGE) == LONG


@pytest.mark.parametrize("path", ["nothing.html", "releases", "feed.xml/index.html"])
def test_what_is_no_file_reads_as_none_and_removes_as_false(tree: FileTree, path: str) -> None:
    tree.write(PAGE, LONG)
    tree.write("feed.xml", LONG)
    assert tree.read(path) is None
    if path != "releases":
        assert not tree.remove(path)


def test_the_same_bytes_again_touch_nothing(tree: FileTree, root: Path) -> None:
    tree.write(PAGE, LONG)
    before = {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in root.rglob("*") if p.is_file()}
    assert not tree.write(PAGE, LONG)
    after = {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in root.rglob("*") if p.is_file()}
    assert after == before


def test_variants_hold_the_same_words_and_the_same_time(tree: FileTree, root: Path) -> None:
    for body in (LONG, LONG + b"!"):
        tree.write(PAGE, body)
        plain = root / PAGE
        packed_gz, packed_br = (plain.with_name(plain.name + s) for s in (".gz", ".br"))
        assert gzip.decompress(packed_gz.read_bytes()) == body
        assert brotli.decompress(packed_br.read_bytes()) == body
        assert {p.stat().st_mtime_ns for p in (plain, packed_gz, packed_br)} == {
            plain.stat().st_mtime_ns
        }


@pytest.mark.parametrize("path", ["files/poster.png", "files/a.pdf", "font.woff2"])
def test_what_is_packed_already_gets_no_variants(tree: FileTree, root: Path, path: str) -> None:
    tree.write(path, LONG)
    assert sorted(p.name for p in (root / path).parent.iterdir()) == sorted(
        {(root / path).name} | ({".tmp"} if "/" not in path else set())
    )


def test_a_page_that_became_tiny_loses_its_variants(tree: FileTree, root: Path) -> None:
    tree.write("a.txt", LONG)
    tree.write("a.txt", b"x")
    assert not (root / "a.txt.gz").exists()
    assert not (root / "a.txt.br").exists()


def test_the_bytes_of_two_trees_of_the_same_state_are_equal(tmp_path: Path) -> None:
    def written(name: str) -> dict[str, bytes]:
        FileTree(tmp_path / name).write(PAGE, LONG)
        folder = tmp_path / name / "releases"
        return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.*")}

    assert written("one") == written("two")


def test_each_version_is_dated_in_a_later_second(root: Path) -> None:
    tree = FileTree(root, now_ns=lambda: 1_700_000_000_500_000_000)
    seconds = []
    for n in range(3):
        tree.write("feed.xml", LONG + bytes([n]))
        seconds.append((root / "feed.xml").stat().st_mtime_ns // 1_000_000_000)
    assert seconds == [1_700_000_000, 1_700_000_001, 1_700_000_002]


def test_removing_takes_the_variants_too(tree: FileTree, root: Path) -> None:
    tree.write(PAGE, LONG)
    assert tree.remove(PAGE)
    assert list((root / PAGE).parent.iterdir()) == []
    assert not tree.remove(PAGE)


@pytest.mark.parametrize("suffix", [".gz", ".br"])
@pytest.mark.parametrize("spoil", [Path.unlink, lambda p: p.write_bytes(b"old words")])
def test_a_variant_that_a_crash_left_wrong_is_put_right(
    tree: FileTree, root: Path, suffix: str, spoil: Callable[[Path], object]
) -> None:
    tree.write(PAGE, LONG)
    plain = root / PAGE
    variant = root / (PAGE + suffix)
    right, dated = variant.read_bytes(), plain.stat().st_mtime_ns
    spoil(variant)
    assert not tree.write(PAGE, LONG)
    assert variant.read_bytes() == right
    assert variant.stat().st_mtime_ns == plain.stat().st_mtime_ns == dated


def test_the_plain_file_moves_last_when_written_and_when_removed(
    tree: FileTree, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[str] = []
    replace, unlink = Path.replace, Path.unlink

    def recorded_replace(source: Path, target: Path) -> Path:
        moved.append(target.name)
        return replace(source, target)

    def recorded_unlink(target: Path) -> None:
        moved.append(target.name)
        unlink(target)

    monkeypatch.setattr(Path, "replace", recorded_replace)
    monkeypatch.setattr(Path, "unlink", recorded_unlink)
    tree.write("feed.xml", LONG)
    tree.remove("feed.xml")
    assert moved == ["feed.xml.br", "feed.xml.gz", "feed.xml"] * 2


def test_a_write_that_fails_leaves_the_old_words_and_no_litter(
    tree: FileTree, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write("a.pdf", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        tree.write("a.pdf", b"new")
    assert tree.read("a.pdf") == b"old"
    assert list((root / ".tmp").iterdir()) == []


def test_sweeping_clears_what_a_dead_writer_left(tree: FileTree, root: Path) -> None:
    assert tree.sweep() == 0
    tree.write("a.txt", b"a")
    (root / ".tmp" / "0123").write_bytes(b"half a page")
    assert tree.sweep() == 1
    assert list(tree.paths()) == ["a.txt"]


def test_paths_lists_plain_files_only(tree: FileTree) -> None:
    for path in (PAGE, "releases/2026-0002/gone.html", "feed.xml", ".well-known/security.txt"):
        tree.write(path, LONG)
    assert set(tree.paths()) == {
        PAGE,
        "releases/2026-0002/gone.html",
        "feed.xml",
        ".well-known/security.txt",
    }
    assert list(tree.paths("releases/2026-0002/")) == ["releases/2026-0002/gone.html"]
    assert len(list(tree.paths("releases/2026-"))) == 2
    assert list(tree.paths("columns/")) == []


def test_a_root_that_is_swapped_is_followed(tmp_path: Path) -> None:
    root = tmp_path / "public"
    for name in ("one", "two"):
        FileTree(tmp_path / name).write("a.txt", name.encode())
    root.symlink_to("one")
    tree = FileTree(root)
    assert tree.read("a.txt") == b"one"
    (tmp_path / "next").symlink_to("two")
    (tmp_path / "next").rename(root)
    assert tree.read("a.txt") == b"two"
    tree.write("a.txt", b"three")
    assert (tmp_path / "two" / "a.txt").read_bytes() == b"three"


HOSTILE = (
    "", "/", "/etc/passwd", "..", "../a", "a/../b", "a/./b", "a//b", "a/", "a\\b", "a\0b", "a\nb",
    "a\x7fb", "a\x85b", "a\ud800b", ".hidden", "a/.git/config", ".well-known", ".tmp/x",
    ".well-known/.x", "page.html.gz", "page.html.br", "x" * 241, "文" * 81, "a/" * 600 + "b",
)  # fmt: skip


@pytest.mark.parametrize(("act", "path"), list(product(("write", "read", "remove"), HOSTILE)))
def test_a_path_that_is_not_of_the_tree_is_refused(tree: FileTree, act: str, path: str) -> None:
    arguments = (path, b"x") if act == "write" else (path,)
    with pytest.raises(ValueError, match="not a path of the public tree"):
        getattr(tree, act)(*arguments)


def test_a_prefix_cannot_climb_out(tree: FileTree) -> None:
    with pytest.raises(ValueError, match="not a path"):
        tree.paths("../")


def part(*pages: tuple[str, bytes], leave: Callable[[], None] = lambda: None) -> Part:
    return Part([Page(path, body) for path, body in pages], leave)


def test_parts_appear_in_order_and_each_is_asked_when_it_is_ready_to(
    tree: FileTree, root: Path
) -> None:
    said: list[str] = []

    def leave(name: str) -> Callable[[], None]:
        def asked() -> None:
            laid = {file.read_bytes() for file in (root / ".tmp").iterdir()}
            said.append(f"{name} {name.encode() in laid} {(root / f'{name}.txt').exists()}")

        return asked

    parts = [part((f"{name}.txt", name.encode()), leave=leave(name)) for name in "abc"]
    assert tree.write_all(parts, lambda: said.append("still")) == [None, None, None]
    assert said == ["a True False", "still", "b True False", "still", "c True False", "still"]
    assert [tree.read(f"{name}.txt") for name in "abc"] == [b"a", b"b", b"c"]


def test_a_part_that_may_not_go_keeps_nothing_else_and_leaves_no_litter(
    tree: FileTree, root: Path
) -> None:
    def held() -> None:
        raise NotNow("delivery.held")

    outcomes = tree.write_all(
        [part(("a/index.html", LONG)), part(("b/index.html", LONG), leave=held),
         part(("../c", b"")), part(("d.txt", b"d"))],
        lambda: None,
    )  # fmt: skip
    assert [type(each) for each in outcomes] == [type(None), NotNow, ValueError, type(None)]
    assert list(tree.paths()) == ["a/index.html", "d.txt"]
    assert list((root / ".tmp").iterdir()) == []


def test_a_lease_that_is_lost_stops_the_rest_of_them(tree: FileTree, root: Path) -> None:
    left = iter([None])

    def still() -> None:
        if next(left, "lost"):
            raise NotNow("delivery.lease_lost")

    outcomes = tree.write_all([part((f"{name}.txt", b"x")) for name in "abc"], still)
    assert [isinstance(each, NotNow) for each in outcomes] == [False, True, True]
    assert list(tree.paths()) == ["a.txt"]
    assert list((root / ".tmp").iterdir()) == []


def test_a_path_twice_is_written_twice_with_times_that_differ(tree: FileTree, root: Path) -> None:
    tree.write_all([part((PAGE, LONG))], lambda: None)
    first = (root / PAGE).stat().st_mtime_ns // 1_000_000_000
    tree.write_all([part((PAGE, LONG + b"2")), part((PAGE, LONG + b"3"))], lambda: None)
    assert tree.read(PAGE) == LONG + b"3"
    assert (root / PAGE).stat().st_mtime_ns // 1_000_000_000 >= first + 2


def test_many_in_one_folder_wait_for_that_folder_once(
    tree: FileTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[bool] = []
    sync = os.fsync

    def counted(descriptor: int) -> None:
        waited.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        sync(descriptor)

    monkeypatch.setattr("os.fsync", counted)
    tree.write_all([part((f"list/{place}.txt", b"x")) for place in range(9)], lambda: None)
    assert waited.count(False) == 9
    assert waited.count(True) == 2  # the folder, and the one it is new in
