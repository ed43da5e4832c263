"""The newsroom against nginx: same files, same headers, same machine, turn by turn.

One worker each, one wrk thread. nginx runs ``deploy/nginx.conf`` with its access log off.
Each figure is the median of the rounds; a ratio is the median of the rounds' own ratios.
"""

import argparse
import http.client
import random
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.archive import lay
from tests.newsroom.running import newsroom
from tests.nginx import nginx
from tests.programs import bring

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
    missing = bring(("nginx", "wrk"))
    if missing:
        raise SystemExit(f"This bench needs {' and '.join(missing)} on PATH.")
    with tempfile.TemporaryDirectory(prefix="fayan-serving-") as folder:
        work = Path(folder)
        _note(f"writing {arguments.archive} releases")
        pages = lay(work / "public", arguments.archive)
        (work / "rotate.lua").write_text(_LUA)
        chosen = random.Random(1).sample(pages, min(arguments.pages, len(pages)))
        (work / "paths").write_text("\n".join(chosen) + "\n")
        root = work / "public"
        with newsroom(root) as ours, nginx(work, root) as theirs:
            return _measure(arguments, work, {"newsroom": ours.port, "nginx": theirs}, chosen[0])


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


def _note(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
