"""A small public tree, and the newsroom that serves it."""

from pathlib import Path

import pytest

from console.newsroom.server import Newsroom
from console.newsroom.tree import FileTree

PAGE = "<!doctype html><p>情况通报</p>".encode() * 90
NOTICE = "<!doctype html><p>本通报已撤回：信息有误。</p>".encode() * 9
SHA = "ab" * 32


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "public"
    tree = FileTree(root)
    for path in ("index.html", "releases/2026-0001/index.html", "feed.xml", "latest.json"):
        tree.write(path, PAGE)
    tree.write("releases/2026-0002/gone.html", NOTICE)
    tree.write(".well-known/security.txt", b"Contact: mailto:a@b.example\n" * 20)
    tree.write("404.html", "<!doctype html>没有".encode() * 30)
    tree.write(f"files/{SHA}/名单.txt", PAGE)
    return root


@pytest.fixture
def tree(root: Path) -> FileTree:
    return FileTree(root)


@pytest.fixture
def newsroom(root: Path) -> Newsroom:
    return Newsroom(root, recheck_ms=0)
