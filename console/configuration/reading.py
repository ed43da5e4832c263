"""How two TOML files make one configuration, and what is said of a wrong one.

The file that overrides does so table by table (a list of tables replaces the list).
"""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from console.configuration.lines import misplaced
from console.configuration.tables import Configuration
from console.kernel.errors import Misconfigured


def read_configuration(base: Path, override: Path | None) -> Configuration:
    tables = _read(base)
    last = base
    if override is not None:
        for name, table in _read(override).items():
            known = tables.get(name)
            tables[name] = (
                {**known, **table} if isinstance(known, dict) and isinstance(table, dict) else table
            )
        last = override
    try:
        config = msgspec.convert(tables, Configuration)
    except msgspec.ValidationError as error:
        raise _located(str(error), (last, base)) from error
    _check(config, (last, base))
    return config


def _check(config: Configuration, files: Sequence[Path]) -> None:
    """What a schema cannot say; roles and channels are checked where they are known (policy)."""
    slugs = [column.slug for column in config.columns]
    for place, slug in enumerate(slugs):
        if slug in slugs[:place]:
            raise misplaced(files, "config.column_twice", f"columns[{place}].slug", slug=slug)
    if not _is_timezone(config.bureau.timezone):
        raise misplaced(files, "config.unknown_timezone", "bureau.timezone")
    for place, account in enumerate(config.accounts):
        try:
            re.compile(account.link_pattern)
        except re.error as error:
            raise misplaced(
                files, "config.bad_pattern", f"accounts[{place}].link_pattern",
                account=account.name, reason=str(error),
            ) from error  # fmt: skip


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Misconfigured("config.missing_file", file=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured("config.not_toml", file=path.name, reason=str(error)) from error


# msgspec says: Object contains unknown field `x` - at `$.site`
UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]+)`")
MISSING = re.compile(r"missing required field `(?P<field>[^`]+)`")
PLACE = re.compile(r" - at `\$\.?(?P<place>[^`]*)`")


def _located(message: str, files: Sequence[Path]) -> Misconfigured:
    """Turn a schema error into one that names file and line."""
    place = found["place"] if (found := PLACE.search(message)) else ""
    field = found["field"] if (found := UNKNOWN.search(message) or MISSING.search(message)) else ""
    if UNKNOWN.search(message):
        code, field_path = "config.unknown_key", f"{place}.{field}".strip(".")
    elif MISSING.search(message):
        code, field_path = "config.missing_key", place
    else:
        code, field_path = "config.wrong_value", place
    return misplaced(
        files, code, field_path, key=field_path or field, field=field, reason=PLACE.sub("", message)
    )
