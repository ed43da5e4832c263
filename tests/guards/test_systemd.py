"""The units of deploy/systemd start commands that there are, and name what the docs name."""

import re
from pathlib import Path

import pytest

from console.cli import parser
from console.settings import HOME

UNITS = sorted((HOME / "deploy" / "systemd").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_there_is(unit: Path) -> None:
    said = unit.read_text(encoding="utf-8")
    found = re.search(r"^ExecStart=/opt/fayan/\.venv/bin/fayan (\S+)$", said, re.MULTILINE)
    assert found
    assert parser().parse_args([found[1]]).command.__name__ == found[1]
    assert unit.name.removeprefix("fayan-").partition("@")[0].removesuffix(".service") == found[1]
    assert "EnvironmentFile=/etc/fayan/environment" in said
    assert "Restart=always" in said
    start = said.partition("[Service]")[0]
    assert "\nStartLimitIntervalSec=0\n" in start  # a database that is late is waited for


def test_every_process_of_a_house_has_its_unit() -> None:
    names = {unit.name for unit in UNITS}
    wanted = {"console", "newsroom", "dispatcher", "worker@"}
    assert names == {f"fayan-{name}.service" for name in wanted}
    docs = (HOME / "docs" / "cluster.md").read_text(encoding="utf-8")
    assert "fayan-worker@1" in docs
    assert "/etc/fayan/environment" in docs
