"""What the writer and the server of the public tree agree on: names, types, cache times.

Standard library only: the server imports it, and the server has nothing of the private side.

**Variants.** ``page.html.gz`` and ``page.html.br`` are the compressed forms of ``page.html``.
A variant counts only while its mtime equals the plain file's to the nanosecond.
The writer moves the variants first and the plain file last, so the plain file is the commit:
whoever sees a new plain file finds its variants already there, and whoever comes between
sees mtimes that differ and serves the plain bytes.
"""

import re
from typing import Final

SCRATCH: Final = ".tmp"
"""Folder under the root for files being written; never served."""

VARIANTS: Final = {"br": ".br", "gzip": ".gz"}
"""Content coding → suffix, the preferred one first."""

INDEX: Final = "index.html"
GONE: Final = "gone.html"
NOT_FOUND: Final = "404.html"

_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "opml": "text/x-opml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
}
_FEEDS: Final = {
    "feed.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}
CAP_MESSAGE: Final = "application/cap+xml; charset=utf-8"
_COMPRESSIBLE: Final = frozenset({"html", "xml", "json", "css", "js", "svg", "txt", "opml", "atom"})
_SHOWN_INLINE: Final = frozenset({"pdf", "png", "jpg", "jpeg", "gif", "webp", "avif"})

_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")
_IMMUTABLE: Final = re.compile(r"files/[0-9a-f]{64}/.|assets/(?:.*[./-])?[0-9a-f]{8,64}[./-]")

FOREVER: Final = "public, max-age=31536000, immutable"
BRIEF: Final = "public, max-age=30"


def is_public(path: str) -> bool:
    """Whether ``path`` (relative, POSIX, decoded) may name a file of the tree.

    Variants and dotfiles may not, except what stands under ``.well-known/``.
    """
    if len(path) > 1024 or _UNSAFE.search(path) or path.endswith(tuple(VARIANTS.values())):
        return False
    first, *rest = path.split("/")
    if first == ".well-known":
        if not rest:
            return False
    else:
        rest.insert(0, first)
    return all(s and s[0] != "." and len(s.encode()) <= 240 for s in rest)


def extension(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_compressible(path: str) -> bool:
    return extension(path) in _COMPRESSIBLE


def content_type(path: str) -> str:
    if path.startswith("cap/"):
        return CAP_MESSAGE
    name = path.rpartition("/")[2]
    return _FEEDS.get(name) or _TYPES.get(extension(path), "application/octet-stream")


def cache_control(path: str) -> str:
    """Forever where the path holds a hash of the content; else at most 30 seconds."""
    return FOREVER if _IMMUTABLE.match(path) else BRIEF


def is_download(path: str) -> bool:
    """Attachments a browser must save, not show: all but still images and PDF.

    SVG is saved too: opened by itself it may run scripts.
    """
    return path.startswith("files/") and extension(path) not in _SHOWN_INLINE
