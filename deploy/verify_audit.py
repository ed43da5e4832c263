#!/usr/bin/env python3
"""Checks an export of the audit without the console, its database or its code.

    python3 verify_audit.py AUDIT.jsonl [--head SEQ:HASH]... [--heads FILE]...

Needs Python 3.9 or newer and nothing else. AUDIT.jsonl is what `fayan audit export` or the audit
page wrote; "-" reads standard input. A head is a number and a fingerprint that somebody kept
outside the bureau: the daily heads on the public page /verify/heads/ are such heads, and FILE may
be that page's text as it was saved or copied (all of it, whatever else it says).

What it proves: every event is the one that was chained, none is missing between the first and the
last, and the chain is the same that the kept heads knew. A chain whose end was cut off, or that
was made anew from some event on, still holds in itself: only kept heads tell.

Exit: 0 the whole chain holds; 1 it is broken, and the first event that does not fit is named;
2 cannot be read; 3 a selection: its lines are unaltered as far as it can tell, nothing more.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

GENESIS = "0" * 64
FIELDS = {
    "seq": int,
    "at": str,
    "name": str,
    "actor": str,
    "subject": str,
    "details": str,
    "previous": str,
    "hash": str,
}
DIGEST = re.compile("[0-9a-f]{64}")
# As "5:abc…", and as a table or a saved page has it, with marks or tags between the two.
HEAD = re.compile(
    r"(?<![0-9])([1-9][0-9]{0,14})(?:[\s:：|,，]|<[^<>]{0,80}>){1,20}"
    r"([0-9a-fA-F]{64})(?![0-9a-fA-F])"
)
HEAD_EVENT = "audit:head:noted"
LONGEST = 16 * 1024 * 1024  # characters of a line

WHOLE, BROKEN, UNREADABLE, SELECTION = 0, 1, 2, 3


class Unreadable(Exception):
    """Nothing can be said of what was given."""


class Broken(Exception):
    """``seq``: the first event that does not fit."""

    def __init__(self, seq: int, zh: str, en: str) -> None:
        super().__init__(en)
        self.seq, self.zh, self.en = seq, zh, en


class Chain:
    """What was read so far. ``selection``: what the export says of itself where it is none whole.

    ``linked``: events that are tied to one before them in the export.
    """

    def __init__(self, selection: Any = None) -> None:
        self.selection = selection
        self.count = self.linked = self.seq = 0
        self.hash = GENESIS
        self._whole = bytearray()  # 32 bytes an event: an archive of years fits in memory
        self._some: dict[int, str] = {}

    def hash_at(self, seq: int) -> str | None:
        if self.selection is not None:
            return self._some.get(seq)
        return self._whole[(seq - 1) * 32 : seq * 32].hex() or None

    def take(self, event: dict[str, Any]) -> None:
        """Raises Broken where it does not fit what came before."""
        seq = event["seq"]
        if seq <= self.seq:
            raise Broken(seq, "序号重复或次序颠倒", "its number comes again, or out of order")
        if seq != self.seq + 1 and self.selection is None:
            zh, en = f"缺少这一条（其后是第 {seq} 条）", f"it is missing, {seq} follows"
            raise Broken(self.seq + 1, zh, en)
        if seq == self.seq + 1:
            if event["previous"] != self.hash:
                raise Broken(seq, "与前一条不相扣", "it is not tied to the one before")
            self.linked += 1
        if hash_of(event) != event["hash"]:
            raise Broken(seq, "内容与指纹不符，被改动过", "its content does not fit its hash")
        self.count, self.seq, self.hash = self.count + 1, seq, event["hash"]
        if self.selection is None:
            self._whole += bytes.fromhex(self.hash)
        else:
            self._some[seq] = self.hash
        if event["name"] == HEAD_EVENT:
            self._hold_to(event)

    def _hold_to(self, event: dict[str, Any]) -> None:
        """The chain tells of its own daily heads, and they must agree with it."""
        try:
            told = json.loads(event["details"])
            seq, digest = int(told["last"]), str(told["hash"])
        except (ValueError, KeyError, TypeError) as error:
            zh, en = "记下的每日链头看不懂", "the daily head that it notes cannot be read"
            raise Broken(event["seq"], zh, en) from error
        there = self.hash_at(seq)
        if there != digest and (there is not None or self.selection is None):
            raise Broken(seq, "与当日记下的链头不符", "it is not the head that was noted that day")

    def compare(self, heads: set[tuple[int, str]]) -> int:
        """How many kept heads it could be held to. Raises Broken."""
        good = compared = 0
        for seq, digest in sorted(heads):
            there = self.hash_at(seq)
            if there is None and self.selection is not None:
                continue
            if there is None:
                zh = f"末尾被删：留存的链头到第 {seq} 条，导出只到第 {self.seq} 条"
                en = f"the end was cut off: a kept head knows {seq}, the export ends at {self.seq}"
                raise Broken(self.seq + 1, zh, en)
            if there != digest:
                zh = f"与留存的链头不符：第 {good + 1} 至 {seq} 条中有记录被改写"
                en = f"a kept head knew another: something from {good + 1} to {seq} was rewritten"
                raise Broken(seq, zh, en)
            good, compared = seq, compared + 1
        return compared


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuses an object that says the same thing twice: readers would differ on which counts."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def event_of(line: str) -> dict[str, Any]:
    """Raises ValueError for a line that is no event."""
    try:
        event = json.loads(line, object_pairs_hook=once_each)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(event, dict) or set(event) != set(FIELDS):
        raise ValueError("not the fields of an event")
    for name, kind in FIELDS.items():
        if type(event[name]) is not kind:
            raise ValueError(f"{name} is not of its kind")
    if event["seq"] < 1 or not DIGEST.fullmatch(event["hash"]):
        raise ValueError("no number or no hash")
    return event


def hash_of(event: dict[str, Any]) -> str:
    """As the console chains it: canonical JSON of everything but the hash, SHA-256."""
    body = {name: event[name] for name in FIELDS if name != "hash"}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def lines_of(source: TextIO) -> Iterator[str]:
    while line := source.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise Unreadable("a line is too long to be an event")
        yield line


def selection_of(line: str) -> Any:
    """What a selection says of itself in its first line; None: this is no such line."""
    try:
        said = json.loads(line, object_pairs_hook=once_each)
    except (ValueError, RecursionError):
        return None
    return said["selection"] if isinstance(said, dict) and set(said) == {"selection"} else None


def walk(source: TextIO) -> Chain:
    """Checks every event in order. Raises Broken or Unreadable.

    A selection says so in its first line; its events must rise, and each must fit its own hash and
    its neighbour's.
    """
    chain = Chain()
    for number, line in enumerate(lines_of(source), start=1):
        if number == 1 and (selection := selection_of(line)) is not None:
            chain = Chain(selection)
            continue
        try:
            event = event_of(line)
        except ValueError as error:
            zh = f"第 {number} 行不是一条审计记录（{error}）"
            raise Broken(chain.seq + 1, zh, f"line {number} is no event ({error})") from error
        chain.take(event)
    return chain


def heads_in(text: str) -> set[tuple[int, str]]:
    return {(int(seq), digest.lower()) for seq, digest in HEAD.findall(text)}


def heads_of(given: list[str], files: list[str]) -> set[tuple[int, str]]:
    """Raises Unreadable where something that should hold heads holds none."""
    heads = set()
    for text in given:
        if len(found := heads_in(text)) != 1:
            raise Unreadable(f"no head, SEQ:HASH is wanted: {text[:100]}")
        heads |= found
    for name in files:
        if not (found := heads_in(Path(name).read_text(encoding="utf-8", errors="replace"))):
            raise Unreadable(f"no head in {name}")
        heads |= found
    return heads


def told_of_selection(chain: Chain, compared: int) -> Iterator[str]:
    said = json.dumps(chain.selection, ensure_ascii=False, sort_keys=True)[:500]
    yield f"这是摘录，不是完整的链条。This is a selection, not the whole chain: {said}"
    yield f"{chain.count} 条各与自己的指纹相符，其中 {chain.linked} 条与前一条相扣，"
    yield f"{compared} 条与留存的链头相符。摘录不能证明没有遗漏，也不能单凭自身证明没有被整条重写；"
    yield "请与完整的导出核对：每一行都应原样在其中。"
    yield f"{chain.count} events fit their own hashes, {chain.linked} are tied to the one before,"
    yield f"{compared} fit kept heads. That none is left out, or none was made anew whole, it"
    yield "cannot prove: check the whole export, in which each of these lines must stand as it is."


def told_of_whole(chain: Chain, heads: set[tuple[int, str]]) -> Iterator[str]:
    yield f"链条完好：共 {chain.count} 条，末条指纹 {chain.hash}"
    yield f"The chain holds: {chain.count} events, the last hash {chain.hash}"
    if heads:
        last = max(heads)[0]
        yield f"与 {len(heads)} 个留存的链头相符，最近的是第 {last} 条；其后的末尾仍可能被删。"
        yield f"It agrees with {len(heads)} kept heads, the last of event {last}; an end cut off"
        yield "after that cannot be told."
    else:
        yield "没有留存的链头可比：末尾被删、整段重写查不出来。请加 --heads 或 --head。"
        yield "No kept head was given: an end cut off, or a chain made anew, cannot be told."
    yield f"请在外面留存 Keep this elsewhere: {chain.seq}:{chain.hash}"


def read(name: str) -> Chain:
    if name == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
        return walk(sys.stdin)
    with Path(name).open(encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        return walk(file)


def main(arguments: list[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("export", metavar="AUDIT.jsonl")
    parser.add_argument("--head", action="append", default=[], metavar="SEQ:HASH")
    parser.add_argument("--heads", action="append", default=[], metavar="FILE")
    asked = parser.parse_args(arguments)
    try:
        heads = heads_of(asked.head, asked.heads)
        chain = read(asked.export)
        compared = chain.compare(heads)
    except Broken as broken:
        print(f"链条断裂：第 {broken.seq} 条。{broken.zh}。", file=sys.stderr)
        print(f"The chain is broken at event {broken.seq}: {broken.en}.", file=sys.stderr)
        return BROKEN
    except (Unreadable, OSError) as error:
        print(f"无法核验 Cannot check: {error}", file=sys.stderr)
        return UNREADABLE
    if chain.selection is not None:
        print("\n".join(told_of_selection(chain, compared)))
        return SELECTION
    print("\n".join(told_of_whole(chain, heads)))
    return WHOLE


if __name__ == "__main__":
    sys.exit(main())
