"""The newsroom against nginx: same files, same headers, same machine, turn by turn.

One worker each, one wrk thread. nginx runs ``deploy/nginx.conf`` with its access log off.
Each figure is the median of the rounds; a ratio is the median of the rounds' own ratios.
"""

import argparse
import http.client
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.archive import lay

ROOT = Path(__file__).parent.parent
_LUA = """
local requests, i = {}, 0
function init(arguments)
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
end
function request() i = i % #requests + 1; return requests[i] end
"""


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--archive", type=int, default=1000, help="release pages (1000)")
    parser.add_argument("--rounds", type=int, default=5, help="turns for each server (5)")
    parser.add_argument("--seconds", type=float, default=3, help="length of one run (3)")
    parser.add_argument("--connections", type=int, default=32, help="kept alive (32)")
    parser.add_argument("--encoding", default="gzip", help="Accept-Encoding: gzip, identity")
    parser.add_argument("--pages", type=int, default=100, help="how many pages are asked for (100)")


@dataclass(frozen=True)
class Run:
    per_second: float
    p99_ms: float


def run(arguments: argparse.Namespace) -> dict[str, object]:
    _bring_programs()
    with tempfile.TemporaryDirectory(prefix="fayan-serving-") as folder:
        work = Path(folder)
        work.chmod(0o755)
        _note(f"writing {arguments.archive} releases")
        pages = lay(work / "public", arguments.archive)
        (work / "rotate.lua").write_text(_LUA)
        chosen = random.Random(1).sample(pages, min(arguments.pages, len(pages)))
        (work / "paths").write_text("\n".join(chosen) + "\n")
        with _newsroom(work) as ours, _nginx(work) as theirs:
            return _measure(arguments, work, {"newsroom": ours, "nginx": theirs}, chosen[0])


def _measure(
    arguments: argparse.Namespace, work: Path, ports: dict[str, int], page: str
) -> dict[str, object]:
    kinds = {"page": "", "feed": "/feed.xml", "not_modified": page}
    runs: dict[tuple[str, str], list[Run]] = {}
    for turn in range(arguments.rounds + 1):
        for kind, path in kinds.items():
            # Whoever went second goes first next time.
            for server in sorted(ports, reverse=turn % 2 == 0):
                # The first turn warms up both and is not counted.
                seconds = arguments.seconds if turn else 1
                done = _load(arguments, work, ports[server], path, seconds, held=kind[0] == "n")
                if turn:
                    runs.setdefault((kind, server), []).append(done)
                    _note(f"{turn} {kind:>12} {server:>9} {done.per_second:>9.0f}/s")

    def middle(kind: str, server: str) -> float:
        return statistics.median(r.per_second for r in runs[kind, server])

    def ratio(kind: str) -> float:
        pairs = zip(runs[kind, "newsroom"], runs[kind, "nginx"], strict=True)
        return round(statistics.median(a.per_second / b.per_second for a, b in pairs), 3)

    return {
        "page_ratio": ratio("page"),
        "feed_ratio": ratio("feed"),
        "not_modified_ratio": ratio("not_modified"),
        "page_rps": round(middle("page", "newsroom")),
        "nginx_rps": round(middle("page", "nginx")),
        "p99_ms": round(statistics.median(r.p99_ms for r in runs["page", "newsroom"]), 2),
        "archive": arguments.archive,
    }


def _load(
    arguments: argparse.Namespace, work: Path, port: int, path: str, seconds: float, *, held: bool
) -> Run:
    """``path`` "" asks for the chosen pages in turn."""
    command = ["wrk", "-t1", f"-c{arguments.connections}", f"-d{seconds:g}s", "--latency"]
    command += ["-H", f"Accept-Encoding: {arguments.encoding}"]
    if held:
        command += ["-H", f"If-None-Match: {_etag(port, path, arguments.encoding)}"]
    address = f"http://127.0.0.1:{port}{path}"
    command += [address] if path else ["-s", str(work / "rotate.lua"), address, str(work / "paths")]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if rate is None or slow is None or "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"a run against port {port} went wrong:\n{said}")
    return Run(float(rate[1]), float(slow[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slow[2]])


def _etag(port: int, path: str, encoding: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": encoding})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["ETag"]


@contextmanager
def _newsroom(work: Path) -> Iterator[int]:
    port = _free_port()
    code = (
        "import sys; from pathlib import Path; from console.newsroom.serve import serve; "
        "serve(Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2]))"
    )
    with _running([sys.executable, "-c", code, str(work / "public"), str(port)], port):
        yield port


@contextmanager
def _nginx(work: Path) -> Iterator[int]:
    port = _free_port()
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    site = re.sub(r"listen [^;]+;", f"listen 127.0.0.1:{port};", site)
    site = re.sub(r"\broot [^;]+;", f"root {work / 'public'};", site)
    folders = "".join(
        f"{kind}_temp_path {work}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # keepalive_requests: the default closes a connection after 1,000; Granian never does.
    (work / "nginx.conf").write_text(
        f"worker_processes 1; daemon off; pid {work}/nginx.pid; error_log stderr;\n"
        f"events {{ worker_connections 1024; }}\n"
        f"http {{ access_log off; keepalive_requests 10000000; {folders}\n{site}\n}}\n"
    )
    with _running(["nginx", "-p", str(work), "-c", str(work / "nginx.conf")], port):
        yield port


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        for _ in range(200):
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} did not start")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _bring_programs() -> None:
    missing = [name for name in ("nginx", "wrk") if shutil.which(name) is None]
    if not missing:
        return
    _note(f"installing {' '.join(missing)}")
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=60"]
    try:
        subprocess.run([*apt, "update", "-qq"], check=True, stdout=sys.stderr)
        subprocess.run([*apt, "install", "-qq", "-y", *missing], check=True, stdout=sys.stderr)
    except (OSError, subprocess.CalledProcessError):
        raise SystemExit(
            f"This bench needs {' and '.join(missing)}. "
            f"On Debian, as root: apt-get install {' '.join(missing)}"
        ) from None


def _note(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
