"""A correction that says what was wrong and what is right: 「死亡2人」应为「死亡3人」（截至…）."""

import html
import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from uuid import UUID

from console.kernel.clock import local
from console.releases.rules.affected import Disagreement
from console.releases.rules.body import canonical
from console.releases.rules.ties import tie

OPENING = "更正："  # of a paragraph that says old and new; a later correction brings its own
_TAGS = re.compile(r"(<[^>]*>)")


def body(
    old: str, wrong: Sequence[Disagreement], *, name: str, issued: datetime, zone: tzinfo
) -> str:
    """What was wrong, quoted old and new, then the text of ``old`` (canonical, with ties) put
    right where the words can be found; new words are tied to their entry. ``name``: of the
    release."""
    quoted = "；".join(_quoted(each, zone) for each in wrong)
    said = f"{OPENING}{html.escape(name, quote=False)}（{moment(issued, zone)}发布）中，{quoted}。"
    right = "\n".join(block for block in old.split("\n") if not block.startswith(f"<p>{OPENING}"))
    for each in wrong:
        right = _put_right(right, each)
    return canonical(f"<p>{said}</p>\n{right}")


def moment(at: datetime, zone: tzinfo) -> str:
    """11月23日20时41分; on the hour 11月23日20时."""
    shown = local(at, zone)
    minutes = f"{shown.minute}分" if shown.minute else ""
    return f"{shown.month}月{shown.day}日{shown.hour}时{minutes}"


def _quoted(each: Disagreement, zone: tzinfo) -> str:
    was = f"「{html.escape(each.claim.said, quote=False)}」"
    if each.known is None:
        return f"{was}有误，正在核实"
    return f"{was}应为「{_new(each)}」（截至{moment(each.known.as_of, zone)}）"


def _new(each: Disagreement) -> str:
    named = each.known.id if each.known else ""
    return tie(UUID(named), each.words) if named else html.escape(each.words, quote=False)


def _put_right(old: str, each: Disagreement) -> str:
    """Every tie to the entry, or the one place where the words stand untied."""
    said, new = html.escape(each.claim.said, quote=False), _new(each)
    if each.claim.entry:
        return old.replace(f'<data value="fact:{each.claim.entry}">{said}</data>', new)
    pieces = _TAGS.split(old)
    if sum(piece.count(said) for piece in pieces[::2]) != 1:
        return old
    pieces[::2] = [piece.replace(said, new) for piece in pieces[::2]]
    return "".join(pieces)
