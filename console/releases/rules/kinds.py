"""Kinds of release and what each is called where."""

from enum import StrEnum


class Kind(StrEnum):
    INITIAL = "initial"  # 首报
    UPDATE = "update"  # 续报
    FINAL = "final"  # 终报
    CORRECTION = "correction"  # 更正
    ERRATUM = "erratum"  # 文字勘误
    REBUTTAL = "rebuttal"  # 辟谣
    STATEMENT = "statement"  # 情况说明
    NOTICE = "notice"  # 通告、提示
    WANTED = "wanted"  # 悬赏通缉


SERIES = frozenset({Kind.INITIAL, Kind.UPDATE, Kind.FINAL})
WARNING = frozenset({Kind.NOTICE, Kind.INITIAL, Kind.UPDATE, Kind.CORRECTION})  # may be a warning
LIFTING = frozenset({Kind.NOTICE, Kind.UPDATE, Kind.FINAL, Kind.CORRECTION})  # may lift one
CHANGES = frozenset({Kind.CORRECTION, Kind.ERRATUM})  # of a published release, which they name
