"""The guard beside the ledger's form: what it says of the words typed so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.checks.entries import examine_entry
from console.checks.findings import Context, Finding
from console.incidents.rules.facts import LONGEST, NUMERIC, FactKey
from console.web.context import services
from console.web.guarding import said

FIELDS = ("source", *(key.value for key in FactKey if key not in NUMERIC), "label")


@dataclass(frozen=True, slots=True)
class EntryLine:
    """``finding.part``: the name of its field in the form."""

    finding: Finding
    sentence: str


def context() -> Context:
    given = services()
    return Context(
        given.clock.now(), given.settings.zone, own_numbers=given.policy.own_numbers,
        own_mails=given.policy.own_mails,
    )  # fmt: skip


def lines(form: Mapping[str, str]) -> tuple[EntryLine, ...]:
    typed = {name: form.get(name, "").strip()[:LONGEST] for name in FIELDS}
    found = examine_entry({name: text for name, text in typed.items() if text}, context())
    return tuple(EntryLine(each, said(each)) for each in found)
