"""What a rule sees in one part of a draft, before it is a finding."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from console.checks.findings import Context, Draft, Finding, Severity
from console.checks.reading import parts
from console.kernel.errors import Parameter


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding without its part: offsets are into the text that the rule was given."""

    code: str
    severity: Severity
    start: int
    end: int
    fix: str | None = None
    said: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def finding(self, part: str, text: str) -> Finding:
        excerpt = text[self.start : self.end]
        return Finding(
            code=self.code,
            severity=self.severity,
            start=self.start,
            end=self.end,
            excerpt=excerpt,
            part=part,
            said=self.said,
            parameters={"excerpt": excerpt, **self.parameters},
            fix=self.fix,
        )


Rule: TypeAlias = Callable[[str, Draft, Context], Iterable[Hit]]


def read_by(rules: Sequence[Rule], draft: Draft, context: Context) -> Iterator[Finding]:
    """Each part by each rule. Where two see the same place, the earlier rule speaks."""
    for part, text in parts(draft):
        taken: list[Hit] = []
        for rule in rules:
            taken.extend(apart(rule(text, draft, context), taken))
        yield from (hit.finding(part, text) for hit in taken)


def apart(hits: Iterable[Hit], taken: Iterable[Hit]) -> list[Hit]:
    """Those that overlap nothing already taken, nor each other (the first that begins wins)."""
    kept: list[Hit] = []
    others = sorted((hit.start, hit.end) for hit in taken)
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if kept and hit.start < kept[-1].end:
            continue
        place = bisect_left(others, (hit.end, hit.end))  # the last that begins before its end
        if not place or others[place - 1][1] <= hit.start:
            kept.append(hit)
    return kept
