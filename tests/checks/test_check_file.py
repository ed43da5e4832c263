"""``fayan check``: what it prints, and what it exits with."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from console.settings import HOME

BLOCKED = "犯罪嫌疑人张伟（男，35岁）已到案。\n截止21时，现场恢复正常。"


def fayan(*arguments: str, given: bytes = b"", var: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "console", "check", *arguments],
        input=given, capture_output=True, cwd=HOME, check=False,
        env={"PATH": "", "FAYAN_VAR": str(var), "FAYAN_DATABASE_URL": "sqlite:////nowhere/x"},
    )  # fmt: skip
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def findings(out: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(out)["findings"]
    return told


def test_a_block_exits_1_and_names_its_place(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(BLOCKED, encoding="utf-8")
    code, out, _ = fayan(str(path), var=tmp_path)
    assert code == 1
    assert out.startswith("1:6 须改 name.unmasked “张伟”像是当事人的全名。请改为“张某”")
    assert "\n2:1 注意 style.usage “截止”应为“截至”。" in out


def test_json_has_exactly_the_fields_promised(tmp_path: Path) -> None:
    code, out, _ = fayan("-", "--json", given=BLOCKED.encode(), var=tmp_path)
    assert code == 1
    for each in findings(out):
        assert list(each) == ["code", "severity", "start", "end", "excerpt", "message"]
        assert BLOCKED[each["start"] : each["end"]] == each["excerpt"]
    assert [each["code"] for each in findings(out)] == ["name.unmasked", "style.usage"]


def test_marks_that_show_nothing_hide_no_number(tmp_path: Path) -> None:
    for mark in "\u00ad\u034f\u061c\u3164\ufe0f\U000e0020\U000e0100":
        text = f"身份证号110101{mark}199003071233，电话138{mark}00138000。"
        _, out, _ = fayan("-", "--json", given=text.encode(), var=tmp_path)
        assert [each["code"] for each in findings(out)] == ["pii.id_number", "pii.mobile"], mark


def test_a_clean_text_exits_0_and_makes_nothing(tmp_path: Path) -> None:
    code, out, _ = fayan("-", "--json", given="现场恢复正常。".encode(), var=tmp_path / "var")
    assert (code, out.strip()) == (0, '{"findings": []}')
    assert fayan("-", given=b"", var=tmp_path / "var")[:2] == (0, "没有发现问题。\n")
    assert not (tmp_path / "var").exists()


def test_the_kind_decides(tmp_path: Path) -> None:
    text = "火灾系电线短路引发。".encode()
    for kind, there in (("initial", True), ("final", False)):
        _, out, _ = fayan("-", "--json", "--kind", kind, given=text, var=tmp_path)
        assert ("wording.early_cause" in {f["code"] for f in findings(out)}) is there


@pytest.mark.parametrize(
    ("arguments", "given", "said"),
    [
        (("/no/such/file",), b"", "读不了 /no/such/file"),
        (("-",), b"\xff\xfe", "不是 UTF-8"),
        (("-", "--kind", "poem"), b"", "没有“poem”这个种类"),
        ((), b"", "usage"),
    ],
)
def test_bad_usage_exits_2_with_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], given: bytes, said: str
) -> None:
    code, out, told = fayan(*arguments, given=given, var=tmp_path)
    assert (code, out) == (2, "")
    assert said in told
