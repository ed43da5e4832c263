"""The newsroom under real Granian, in a process of its own."""

import json
import os
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
import json, sys
from pathlib import Path
from console.newsroom.serve import Patience, serve
root, port, patience = sys.argv[1:]
serve(Path(root), "127.0.0.1", int(port), patience=Patience(**json.loads(patience)))
"""


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[bytes]
    port: int

    def resident(self) -> int:
        """Bytes of memory that its workers hold."""
        parent = self.process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        pages = (int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children)
        return sum(pages) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def newsroom(root: Path, **patience: int) -> Iterator[Running]:
    """``patience``: fields of ``Patience`` that differ."""
    port = free_port()
    command = [sys.executable, "-c", _CODE, str(root), str(port), json.dumps(patience)]
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
