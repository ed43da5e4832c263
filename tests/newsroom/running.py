"""The newsroom under real Granian, in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from console.settings import HOME
from tests.loopback import answers, free_port

_CODE = """
import sys
from pathlib import Path
from console.newsroom.serve import serve
serve(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]))
"""


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[bytes]
    port: int


@contextmanager
def newsroom(root: Path) -> Iterator[Running]:
    port = free_port()
    command = [sys.executable, "-c", _CODE, str(root), str(port)]
    process = subprocess.Popen(command, cwd=HOME)
    try:
        deadline = time.monotonic() + 20
        while not answers(port):
            assert process.poll() is None, "the newsroom did not start"
            assert time.monotonic() < deadline, "the newsroom does not listen"
            time.sleep(0.02)
        yield Running(process, port)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
