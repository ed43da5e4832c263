"""``python -m tests.guards.asvs``: docs/asvs-5.0.json as a table, and how many are met."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "asvs-5.0.json"


def requirements() -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(FILE.read_text(encoding="utf-8"))["requirements"])


def table() -> Iterator[str]:
    yield "| no. | level | asks | answer | by, or why |"
    yield "| --- | --- | --- | --- | --- |"
    for each in requirements():
        told = each.get("why") or ", ".join(f"`{one}`" for one in each["by"])
        yield f"| {each['id']} | {each['level']} | {each['asks']} | {each['answer']} | {told} |"
    counted = Counter((each["level"], each["answer"]) for each in requirements())
    yield ""
    for (level, answer), count in sorted(counted.items()):
        yield f"level {level}: {count} {answer}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
