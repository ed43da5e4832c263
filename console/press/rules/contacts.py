"""What a line of the list holds, and the link with which one leaves it."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

from console.kernel.errors import Invalid
from console.kernel.mailbox import MAILBOX

LONGEST: Final = {"outlet": 80, "name": 40, "address": 120, "consent": 200}
TOKEN: Final = re.compile(r"([0-9a-f]{32})([0-9a-f]{32})")
PURPOSE: Final = b"fayan leaving the media list 1"


@dataclass(frozen=True, slots=True)
class ContactForm:
    """``consent``: how they agreed: 本人来信, 记者证登记表, …"""

    outlet: str
    name: str
    address: str
    consent: str

    def checked(self) -> "ContactForm":
        """Without blanks around. Raises Invalid."""
        kept = ContactForm(*(getattr(self, part).strip() for part in LONGEST))
        for part, most in LONGEST.items():
            value = getattr(kept, part)
            if not value:
                raise Invalid(f"press.no_{part}", field=part)
            if len(value) > most or any(each < " " for each in value):
                raise Invalid("press.too_long", field=part, most=most)
        if not MAILBOX.fullmatch(kept.address):
            raise Invalid("reach.bad_address_mail", field="address")
        return kept


def fingerprint(address: str) -> str:
    """The same for an address however its letters are written."""
    return sha256(address.strip().lower().encode()).hexdigest()


def token(secret: str, contact: UUID) -> str:
    return f"{contact.hex}{_mark(secret, contact)}"


def contact_of(secrets: Sequence[str], told: str) -> UUID | None:
    """None: nobody of ours made this."""
    found = TOKEN.fullmatch(told)
    if found is None:
        return None
    contact = UUID(found[1])
    if any(hmac.compare_digest(_mark(each, contact), found[2]) for each in secrets):
        return contact
    return None


def _mark(secret: str, contact: UUID) -> str:
    key = hmac.new(secret.encode(), PURPOSE, sha256).digest()
    return hmac.new(key, contact.bytes, sha256).hexdigest()[:32]
