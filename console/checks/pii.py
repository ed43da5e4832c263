"""What tells who somebody is or how to reach them. One place, one finding: the gravest reading."""

from collections.abc import Sequence

from console.checks.contacts import accounts, mails
from console.checks.coordinates import coordinates
from console.checks.documents import bank_cards, id_numbers, passports
from console.checks.findings import Context, Draft, Finding
from console.checks.hits import Rule, read_by
from console.checks.telephones import in_characters, landlines, mobiles
from console.checks.whereabouts import addresses, plates

RULES: tuple[Rule, ...] = (
    id_numbers,
    bank_cards,
    passports,
    mobiles,
    in_characters,
    landlines,
    plates,
    mails,
    accounts,
    addresses,
    coordinates,
)


def check(draft: Draft, context: Context) -> Sequence[Finding]:
    return tuple(read_by(RULES, draft, context))
