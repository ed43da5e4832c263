"""Every setting is explained, and a wrong one names its line."""

import re
import tomllib
from pathlib import Path

import pytest
from msgspec.structs import replace

from console import wiring
from console.configuration import Configuration, Table, read_configuration
from console.kernel.errors import Misconfigured
from console.language import sentence
from console.releases.policy import OWN_CHANNELS, PLATFORMS
from console.settings import HOME, Settings, load

BASE = HOME / "config" / "console.toml"
TOP_LISTS = {
    "columns",
    "chains",
    "plan",
    "plan_presets",
    "accounts",
    "carriers",
    "hooks",
    "clocks",
    "grading",
    "issuers",
    "response",
    "opinion_matrix",
}


def test_every_key_of_the_configuration_has_a_comment_above_its_group() -> None:
    explained = False
    for number, line in enumerate(BASE.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            explained = True
        elif line.startswith("["):
            explained = explained or line.startswith("[[")
        elif not line.strip():
            explained = line_after_list(number)
        elif "=" in line:
            assert explained, f"console.toml:{number} is not explained: {line}"


def line_after_list(number: int) -> bool:
    """Inside a list of tables the first table's comments serve the rest."""
    before = BASE.read_text(encoding="utf-8").splitlines()[: number - 1]
    header = next((line for line in reversed(before) if line.startswith("[")), "")
    return header.startswith("[[")


def test_the_default_the_demonstration_and_the_example_are_valid() -> None:
    for override in (None, "rehearsal.toml", "production.example.toml"):
        path = HOME / "config" / override if override else None
        assert isinstance(read_configuration(BASE, path), Configuration)


def test_a_password_alone_signs_in_the_demonstration_and_is_warned_of_elsewhere(
    settings: Settings,
) -> None:
    assert settings.config.signing.proof == "password"
    assert wiring.concerns(settings) == ()
    config = replace(
        settings.config, demonstration=replace(settings.config.demonstration, enabled=False)
    )
    assert wiring.concerns(replace(settings, config=config)) == ("config.password_signs",)
    for override in (None, "production.example.toml"):
        path = HOME / "config" / override if override else None
        assert read_configuration(BASE, path).signing.proof == "second_factor"


def test_the_example_names_everything_that_a_bureau_must_fill_in_and_can_be_loaded() -> None:
    example = HOME / "config" / "production.example.toml"
    told = tomllib.loads(example.read_text(encoding="utf-8"))
    base = tomllib.loads(BASE.read_text(encoding="utf-8"))
    own = {
        "bureau": set(base["bureau"]),
        "site": set(base["site"]) - {"page_entries", "feed_entries", "hub"},
    }
    for table, keys in own.items():
        assert keys <= set(told[table]), table
    assert {each["channel"] for each in told["accounts"]} == set(PLATFORMS) - {"portal"}
    assert "示例" not in example.read_text(encoding="utf-8")  # nothing of the made-up bureau
    assert "shili" not in example.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("[console]\n\nidle_minutes = 'ten'\n", "config.wrong_value", 3),
        ("[console]\nidle_minutes = 0\n", "config.wrong_value", 2),
        ("[bureau]\nissuer_code = 'Y'\n", "config.wrong_value", 2),  # says a drill
        ("[site]\nreport_mistakes = 'javascript:alert(1)'\n", "config.wrong_value", 2),
        ("[site]\ntitle = '甲'\ntitel = '乙'\n", "config.unknown_key", 3),
        ("[bureau]\ntimezone = 'Mars/North'\n", "config.unknown_timezone", None),
        ("[bureau\n", "config.not_toml", None),
        ("[[chains]]\nname = 'default'\nsteps = ['unit_head']\n", "config.missing_key", 1),
        ("[[columns]]\nslug = 'Bad Slug'\nname='甲'\nenglish='a'\ntype='a'\ndescription='a'\n",
         "config.wrong_value", 2),
    ],
)  # fmt: skip
def test_a_wrong_setting_stops_the_start_and_names_its_line(
    tmp_path: Path, text: str, code: str, line: int | None
) -> None:
    override = tmp_path / "mine.toml"
    override.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as refused:
        read_configuration(BASE, override)
    assert refused.value.code == code
    assert refused.value.parameters["file"] == "mine.toml"
    if line:
        assert refused.value.parameters["line"] == line


ACCOUNT = "[[accounts]]\nchannel = '{}'\nname = 'main'\ntitle = '甲'\nlink_pattern = 'x'\n"
CHAIN = "[[chains]]\nname = 'default'\ntitle = '全'\nsteps = ['unit_head', 'secrecy_reviewer']\n"
STAGE = (
    "[[plan]]\nchannels = {}\nafter_seconds = 0\nprecondition = '{}'\nor_after_minutes = 5\n"
    "late_minutes = 60\nif_late = 'ask'\n"
)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("[[chains]]\nname = 'default'\ntitle = '短'\nsteps = ['unit_head', 'bureau_leader']\n",
         "chain.no_secrecy_step", 4),
        (CHAIN + "\n[[chains]]\nname = 'b'\ntitle = '乙'\nsteps = ['secrecy_reviewer', 'chief']\n",
         "chain.unknown_word", 9),
        (CHAIN + "kinds = ['rumour']\n", "chain.unknown_word", 5),
        (CHAIN + "columns = ['nowhere']\n", "chain.unknown_column", 5),
        (CHAIN + "kinds = ['notice']\n", "chain.no_default", 1),
        (CHAIN.replace("'unit_head'", "'editor'"), "chain.role_cannot_sign", 4),
        (CHAIN.replace("'unit_head'", "{ role = 'unit_head', together = 'a' }"),
         "chain.together_alone", 4),
        (CHAIN + "levels = ['terrible']\n", "chain.unknown_word", 5),
        (ACCOUNT.format("weibo") + ACCOUNT.format("weibo"), "config.account_twice", 7),
        (ACCOUNT.format("weibo") + ACCOUNT.format("fax"), "config.no_such_platform", 7),
        (ACCOUNT.format("weibo"), "config.plan_unknown_channel", None),  # the plan has wechat
        (STAGE.format("['weibo']", "none"), "config.plan_no_public_page", 2),
        (STAGE.format("['website']", "previous"), "config.plan_first_stage_waits", 4),
        (STAGE.format("['website']", "none") + STAGE.format("['feeds']", "previous"),
         "config.plan_feeds_without_page", 2),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_out_does_not_start_and_names_its_line(
    tmp_path: Path, text: str, code: str, line: int | None
) -> None:
    override = tmp_path / "mine.toml"
    override.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as refused:
        wiring.check(_load(tmp_path, FAYAN_CONFIG=str(override)))
    assert refused.value.code == code
    said = sentence(refused.value.code, refused.value.parameters)
    assert ("mine.toml" if line else "console.toml") in said
    assert f"第 {line} 行" in said if line else "第 1 行" not in said


def test_the_platforms_that_take_an_account_are_those_with_a_channel(settings: Settings) -> None:
    channels = wiring.channels(wiring.wire(settings))
    assert set(channels) == {*OWN_CHANNELS, *PLATFORMS}


def test_without_a_proxy_only_an_address_of_this_machine_is_listened_on(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="not_behind_proxy"):
        _load(tmp_path, FAYAN_HOST="192.168.1.2")
    behind = str(HOME / "config" / "production.example.toml")
    assert _load(tmp_path, FAYAN_CONFIG=behind, FAYAN_HOST="192.168.1.2").host == "192.168.1.2"


def test_every_setting_is_read_somewhere() -> None:
    readers = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (HOME / "console").rglob("*.py")
        if path.name not in {"configuration.py", "settings.py"}
    ) + "\n".join(path.read_text(encoding="utf-8") for path in (HOME / "templates").rglob("*.html"))
    tables = Table.__subclasses__()
    unread = [
        f"{table.__name__}.{key}"
        for table in tables
        for key in table.__struct_fields__
        if not re.search(rf"\.{key}\b", readers)
    ]
    assert len(tables) > 10
    assert unread == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "console.example"])  # noqa: S104
def test_the_demonstration_refuses_any_address_but_loopback(tmp_path: Path, host: str) -> None:
    rehearsal = str(HOME / "config" / "rehearsal.toml")
    with pytest.raises(Misconfigured, match="demonstration_loopback"):
        _load(tmp_path, FAYAN_CONFIG=rehearsal, FAYAN_HOST=host)


def test_outside_the_demonstration_a_signing_key_is_required(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="no_secret"):
        _load(tmp_path, FAYAN_SECRET_KEY="")
    with pytest.raises(Misconfigured, match="short_secret"):
        _load(tmp_path, FAYAN_SECRET_KEY="short")


def test_only_settings_reads_the_environment() -> None:
    readers = [
        path
        for path in (HOME / "console").rglob("*.py")
        if re.search(r"os\.environ|getenv", path.read_text(encoding="utf-8"))
    ]
    allowed = {
        "settings.py",
        "supervisor.py",
        "serve.py",
    }  # the last two only pass it on or clear it
    assert {path.name for path in readers} <= allowed


def _load(tmp_path: Path, **environment: str) -> Settings:
    return load({"FAYAN_VAR": str(tmp_path), "FAYAN_SECRET_KEY": "k" * 40, **environment})
