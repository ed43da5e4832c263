"""``fayan check FILE|-``: the guard over one text, as the editor shows it. Needs no database."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from console.checks.findings import Draft, Finding, Severity
from console.checks.guard import examine
from console.kernel.clock import SystemClock
from console.kernel.errors import Invalid
from console.language import sentence
from console.language.words import word
from console.releases.policy import from_settings
from console.releases.rules.kinds import Kind
from console.releases.service.guard import bare_context
from console.settings import Settings

CLEAN: Final = 0
BLOCKED: Final = 1


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="the text, in UTF-8; - reads standard input")
    parser.add_argument("--kind", default=Kind.STATEMENT.value, help=", ".join(Kind))
    parser.add_argument("--json", action="store_true", help="findings as one JSON object")
    parser.set_defaults(command=check, needs_secret=False)


def check(settings: Settings, asked: argparse.Namespace) -> int:
    """0: nothing stops it; 1: a block. Raises Invalid for what cannot be read (then 2)."""
    if asked.kind not in set(Kind):
        raise Invalid("cli.unknown_kind", kind=asked.kind, known=", ".join(Kind))
    text = _read(asked.file)
    context = bare_context(SystemClock().now(), from_settings(settings))
    found = examine(Draft(kind=asked.kind, text=text), context)
    if asked.json:
        print(json.dumps({"findings": [_told(each) for each in found]}, ensure_ascii=False))
    else:
        print("\n".join(_lines(found, text)))
    return BLOCKED if any(each.severity is Severity.BLOCK for each in found) else CLEAN


def _read(file: str) -> str:
    try:
        given = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise Invalid("cli.cannot_read", file=file, reason=error.strerror or "") from error
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("cli.not_utf8", file=file, place=error.start) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "start": finding.start,
        "end": finding.end,
        "excerpt": finding.excerpt,
        "message": _message(finding),
    }


def _message(finding: Finding) -> str:
    return sentence(finding.sentence, finding.parameters)


def _lines(found: Iterable[Finding], text: str) -> Iterable[str]:
    """``3:12 须改 pii.mobile …``: line and column count from 1."""
    counted = 0
    for finding in found:
        before = text[: finding.start]
        line, column = before.count("\n") + 1, finding.start - before.rfind("\n")
        severity = word(finding.severity.value, "severity")
        yield f"{line}:{column} {severity} {finding.code} {_message(finding)}"
        counted += 1
    yield sentence("cli.findings_counted" if counted else "cli.no_findings", {"count": counted})
