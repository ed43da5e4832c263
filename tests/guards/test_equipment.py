"""What the other tests stand on works for real."""

import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.chromium import LAUNCH_FLAGS, chromium_path, has_chinese_font
from tests.postgres import fresh_database, postgres_server


@pytest.mark.postgres
def test_a_postgresql_starts_and_every_database_is_new() -> None:
    with postgres_server() as url:
        names = [fresh_database(url) for _ in range(2)]
        assert len(set(names)) == 2
        for name in names:
            with psycopg.connect(name.replace("+psycopg", "")) as connection:
                connection.execute("CREATE TABLE release (title text)")
                connection.execute("INSERT INTO release VALUES ('情况通报')")
                row = connection.execute("SELECT title, length(title) FROM release").fetchone()
                assert row == ("情况通报", 4)
        folder = Path(url.partition("host=")[2].replace("%2F", "/"))
        assert folder.is_dir()
    assert not folder.exists()


@pytest.mark.browser
def test_chromium_renders_a_page_with_our_flags(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p id=a></p><script>a.textContent = 6 * 7 + '件'</script>", encoding="utf-8")
    program = chromium_path()
    assert program is not None
    done = subprocess.run(
        [
            program,
            "--headless",
            *LAUNCH_FLAGS,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert '<p id="a">42件</p>' in done.stdout


@pytest.mark.browser
def test_a_font_draws_chinese() -> None:
    assert has_chinese_font()
