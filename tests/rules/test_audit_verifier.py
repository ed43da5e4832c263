"""deploy/verify_audit.py, run as somebody without our code would."""

import ast
import contextlib
import importlib.util
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.audit.chain import GENESIS, details_of, link
from console.kernel.clock import whole_seconds

PROGRAM = Path(__file__).parents[2] / "deploy/verify_audit.py"
START = datetime(2026, 11, 23, 12, tzinfo=UTC)
Lines = list[dict[str, object]]


def chain(count: int = 6, *, word: str = "情况通报") -> Lines:
    """Events as exported; the fourth notes the third as a day's head."""
    made: Lines = []
    previous = GENESIS
    for seq in range(1, count + 1):
        at, name = START + timedelta(hours=seq), "releases:revision:made"
        details = details_of({"title": f"{word}（{seq}）"})
        if seq == 4:
            name, details = "audit:head:noted", details_of({"day": "2026-11-23", "last": 3, "hash": previous})  # fmt: skip  # noqa: E501
        event = {"seq": seq, "actor": "editor", "subject": "release:1", "name": name,
                 "details": details, "previous": previous}  # fmt: skip
        previous = link(at=at, **event)  # type: ignore[arg-type] # fields by name, of any kind
        made.append({**event, "at": whole_seconds(at), "hash": previous})
    return made


def head(events: Lines, seq: int) -> str:
    return f"{seq}:{events[seq - 1]['hash']}"


def loaded() -> Callable[[list[str]], int]:
    made = importlib.util.spec_from_file_location("verify_audit", PROGRAM)
    assert made is not None
    assert made.loader is not None
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    program: Callable[[list[str]], int] = module.main
    return program


MAIN = loaded()


def check(folder: Path, text: str | Lines, *more: str) -> tuple[int, str]:
    """Exit code and everything it said."""
    file = written(folder, text)
    with (
        io.TextIOWrapper(io.BytesIO(), "utf-8") as said,
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        code = MAIN([str(file), *more])
        said.seek(0)
        return code, said.read()


def written(folder: Path, text: str | Lines) -> Path:
    if not isinstance(text, str):
        text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in text)
    file = folder / "audit.jsonl"
    file.write_text(text, encoding="utf-8")
    return file


def test_it_runs_by_itself_with_no_package_and_reads_standard_input(tmp_path: Path) -> None:
    file = written(tmp_path, chain())
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(PROGRAM), "-"],
        input=file.read_text(encoding="utf-8"),
        capture_output=True, encoding="utf-8", check=False, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, "共 6 条" in done.stdout) == (0, True)


def test_it_needs_nothing_but_an_old_python() -> None:
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert imported <= {"__future__"} | set(sys.stdlib_module_names)


def test_a_whole_chain_holds_and_says_what_only_a_kept_head_could_tell(tmp_path: Path) -> None:
    events = chain()
    code, said = check(tmp_path, events)
    assert code == 0
    assert "共 6 条" in said
    assert head(events, 6) in said
    assert "没有留存的链头可比" in said
    page = tmp_path / "heads.html"
    page.write_text(f"<td>2026-11-23</td> {head(events, 3)} 说明 {events[5]['hash']}")
    code, said = check(tmp_path, events, "--heads", str(page), "--head", head(events, 5))
    assert (code, "与 2 个留存的链头相符" in said) == (0, True)


def altered(events: Lines, seq: int) -> Lines:
    events[seq - 1]["details"] = "{}"
    return events


def inserted(events: Lines) -> Lines:
    """A false event after the second, itself well made; the rest pushed on."""
    false = {**events[1], "seq": 3, "previous": events[1]["hash"], "actor": "leader"}
    false["hash"] = link(
        at=START + timedelta(hours=2),
        **{k: v for k, v in false.items() if k not in ("hash", "at")},  # type: ignore[arg-type] # fields by name, of any kind
    )
    pushed = [{**each, "seq": int(str(each["seq"])) + 1} for each in events[2:]]
    return [*events[:2], false, *pushed]


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        (lambda made: altered(made, 2), 2),
        (lambda made: altered(made, 6), 6),
        (lambda made: made[:2] + made[3:], 3),
        (lambda made: made[1:], 1),
        (inserted, 4),
        (lambda made: [made[0], made[2], made[1], *made[3:]], 2),
        (lambda made: [*made, made[-1]], 6),
        (lambda made: [*made[:2], *chain(word="另一句")[2:]], 3),
        (lambda made: [*made[:5], {**made[5], "actor": ["editor"]}], 6),
    ],
    ids=["one", "last", "middle", "first", "insert", "reorder", "twice", "graft", "kind"],
)
def test_the_first_event_that_does_not_fit_is_named(
    tmp_path: Path, tamper: Callable[[Lines], Lines], broken: int
) -> None:
    code, said = check(tmp_path, tamper(chain()))
    assert (code, f"第 {broken} 条。" in said, f"event {broken}:" in said) == (1, True, True), said


def test_a_tail_that_was_cut_off_is_told_by_a_kept_head_alone(tmp_path: Path) -> None:
    events = chain()
    kept = head(events, 6)
    assert check(tmp_path, events[:5])[0] == 0
    code, said = check(tmp_path, events[:5], "--head", kept)
    assert (code, "第 6 条。末尾被删" in said) == (1, True)
    assert check(tmp_path, "", "--head", kept)[0] == 1


def test_a_chain_made_anew_is_told_by_a_kept_head_alone(tmp_path: Path) -> None:
    false = chain(word="另一句")
    assert check(tmp_path, false)[0] == 0
    code, said = check(tmp_path, false, "--head", head(chain(), 2).upper())
    assert (code, "第 1 至 2 条中有记录被改写" in said) == (1, True)


def test_the_chains_own_daily_head_must_agree(tmp_path: Path) -> None:
    events = chain(3)
    details = details_of({"day": "2026-11-23", "last": 2, "hash": "0" * 64})
    told = {"seq": 4, "actor": "system", "subject": "head:1", "name": "audit:head:noted",
            "details": details, "previous": events[-1]["hash"]}  # fmt: skip
    made = link(at=START, **told)  # type: ignore[arg-type] # fields by name, of any kind
    code, said = check(tmp_path, [*events, {**told, "at": whole_seconds(START), "hash": made}])
    assert (code, "第 2 条。与当日记下的链头不符" in said) == (1, True)


def test_a_selection_is_held_to_what_it_can_be_and_says_so(tmp_path: Path) -> None:
    events = chain()
    told: Lines = [{"selection": {"actor": "editor"}}]
    code, said = check(tmp_path, [*told, *events[1:3], events[4]], "--head", head(events, 3))
    assert (code, "这是摘录" in said, "不能证明没有遗漏" in said) == (3, True, True)
    assert "3 条各与自己的指纹相符，其中 1 条与前一条相扣" in said
    assert "1 条与留存的链头相符" in said
    assert check(tmp_path, [*told, altered(chain(), 2)[1]])[0] == 1
    assert check(tmp_path, [*told, *reversed(events)])[0] == 1
    assert check(tmp_path, [*events[:2], *told, *events[2:]])[0] == 1  # only its first line


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"seq": 1}', "[" * 100_000, '{"seq": 1, "seq": 1}', "\x00", '"\\ud800"', "1e999"],
)
def test_a_line_that_is_no_event_breaks_the_chain_and_nothing_else(
    tmp_path: Path, line: str
) -> None:
    code, said = check(tmp_path, line + "\n")
    assert (code, "Traceback" in said) == (1, False)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    assert check(tmp_path, chain(), "--head", "5")[0] == 2
    assert check(tmp_path, chain(), "--heads", str(tmp_path / "none"))[0] == 2
    assert check(tmp_path, chain(), "--heads", str(PROGRAM))[0] == 2
