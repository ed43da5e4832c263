"""Programs that no lock brings: the tests ask where they are, ``python -m tests.programs`` brings
them from Debian."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

#: Program → the Debian packages that have it and what the tests use of it.
NEEDED = {
    "nginx": ("nginx", "libnginx-mod-http-brotli-static"),
    "newsboat": ("newsboat",),
}
_PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
_BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


def path_of(name: str) -> Path | None:
    """Debian keeps some where only root's PATH leads."""
    found = shutil.which(name, path=_PLACES)
    return Path(found) if found else None


def needed(name: str) -> str:
    """The path of a program that the set-up brought."""
    found = path_of(name)
    assert found, f"{name} is missing: run make setup-test"
    return str(found)


def nginx_brotli() -> Path | None:
    """nginx's module for ``.br`` files, where Debian puts it."""
    return _BROTLI if _BROTLI.is_file() else None


def install(*packages: str) -> bool:
    """True when Debian's own installer brought them."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print("Installing", *packages, flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    settings = ("DPkg::Lock::Timeout=600", "Dpkg::Use-Pty=0", "Acquire::http::Timeout=15")
    quiet = ("apt-get", "-qq", *(word for each in settings for word in ("-o", each)))
    for step in (("update",), ("install", "-y", "--no-install-recommends", *packages)):
        done = subprocess.run((*quiet, *step), env=env, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            return False
    return True


def bring(programs: Sequence[str]) -> list[str]:
    """Install what is missing; what is missing still."""
    absent = [name for name in programs if path_of(name) is None]
    if "nginx" in programs and nginx_brotli() is None:
        absent = sorted({*absent, "nginx"})
    if absent:
        install(*(package for name in absent for package in NEEDED.get(name, (name,))))
    return [name for name in absent if path_of(name) is None]


def main() -> int:
    missing = bring(list(NEEDED))
    if missing:
        print(f"The tests need {' and '.join(missing)} on PATH.", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
