"""nginx with ``deploy/nginx.conf``, on a port and a tree of our own."""

import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from console.settings import HOME
from tests.loopback import answers, free_port
from tests.programs import needed, nginx_brotli

SITE = HOME / "deploy" / "nginx.conf"
BUCKET = HOME / "deploy" / "nginx-bucket.conf"
_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def nginx(
    work: Path, root: Path, *, newsroom: int | None = None, brotli: bool = False
) -> Iterator[int]:
    """Its port. ``newsroom``: the port to which it passes questions on; None: nobody answers."""
    port = free_port()
    site = SITE.read_text(encoding="utf-8")
    changes = {
        r"\broot [^;]+;": f"root {root};",
        r"\bserver 127\.0\.0\.1:\d+;": f"server 127.0.0.1:{newsroom or free_port()};",
    }
    if brotli:
        changes["# brotli_static on;"] = "brotli_static on;"
    with _running(work, port, _changed(site, changes), brotli=brotli):
        yield port


@contextmanager
def bucket_nginx(work: Path, endpoint: str, folder: str) -> Iterator[int]:
    """With ``deploy/nginx-bucket.conf``, before the bucket at ``endpoint``. Its port."""
    port = free_port()
    site = BUCKET.read_text(encoding="utf-8").replace("BUCKET/PREFIX$", f"{folder}$")
    changes = {r"\bserver 127\.0\.0\.1:9000;": f"server {endpoint.removeprefix('http://')};"}
    with _running(work, port, _changed(site, changes)):
        yield port


def _changed(site: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        site, count = re.subn(old, new, site)
        assert count == 1, old
    return site


@contextmanager
def _running(work: Path, port: int, site: str, *, brotli: bool = False) -> Iterator[None]:
    site = _changed(site, {r"listen [^;]+;": f"listen 127.0.0.1:{port};"})
    module = f"load_module {nginx_brotli()};" if brotli else ""
    user = "user root;" if os.geteuid() == 0 else ""  # the tests' folders are nobody else's
    folders = "".join(f"{kind}_temp_path {work}/{kind};" for kind in _FOLDERS)
    # keepalive_requests: the default closes a connection after 1,000; Granian never does.
    (work / "nginx.conf").write_text(
        f"{module} {user} worker_processes 1; daemon off; pid {work}/nginx.pid; error_log stderr;\n"
        f"events {{ worker_connections 4096; }}\n"
        f"http {{ access_log off; keepalive_requests 10000000; {folders}\n{site}\n}}\n"
    )
    process = subprocess.Popen([needed("nginx"), "-p", str(work), "-c", str(work / "nginx.conf")])
    try:
        deadline = time.monotonic() + 10
        while not answers(port):
            assert process.poll() is None, "nginx did not start"
            assert time.monotonic() < deadline, "nginx does not listen"
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(15)
