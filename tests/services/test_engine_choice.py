"""Which engine a house has is configured; what does not fit is said before anything runs."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from console import cli, wiring
from console.kernel.errors import Misconfigured
from console.language import sentence
from console.settings import Settings, load


@pytest.fixture
def clustered(tmp_path: Path) -> Settings:
    config = tmp_path / "cluster.toml"
    config.write_text('[engine]\nkind = "cluster"\n', encoding="utf-8")
    told = {"FAYAN_CONFIG": str(config), "FAYAN_VAR": str(tmp_path), "FAYAN_SECRET_KEY": "k" * 40}
    return load(told)


def said(raised: pytest.ExceptionInfo[Misconfigured]) -> str:
    return sentence(raised.value.code, raised.value.parameters)


def test_a_cluster_on_sqlite_is_refused_with_the_line_and_the_way_out(clustered: Settings) -> None:
    for refuse in (wiring.check, wiring.wire):
        with pytest.raises(Misconfigured) as raised:
            refuse(clustered)
        assert raised.value.code == "config.cluster_needs_postgres"
        assert "cluster.toml 第 2 行" in said(raised)
        assert "fayan migrate-database" in said(raised)
    wiring.check(replace(clustered, database_url="postgresql+psycopg:///fayan"))


def test_a_dispatcher_does_not_start_in_a_cluster_nor_a_worker_outside_one(
    clustered: Settings, settings: Settings
) -> None:
    asked = cli.parser().parse_args(["dispatcher"])
    with pytest.raises(Misconfigured) as raised:
        cli.dispatcher(clustered, asked)
    assert "fayan worker" in said(raised)
    with pytest.raises(Misconfigured) as raised:
        cli.worker(settings, asked)
    assert "fayan dispatcher" in said(raised)
    assert "console.toml 第" in said(raised)


def test_the_search_index_of_a_shared_directory_keeps_no_write_ahead_log(
    clustered: Settings, settings: Settings
) -> None:
    there = replace(clustered, database_url="postgresql+psycopg:///fayan")
    for told, journal in ((there, "delete"), (settings, "wal")):
        wired = wiring.wire(told)
        wired.search.take_out(["2026-0001"])
        wired.database.close()
        with closing(sqlite3.connect(told.search_index)) as index:
            assert index.execute("PRAGMA journal_mode").fetchone() == (journal,)
    assert there.search_index.name != settings.search_index.name
