"""A visitor's second factor: enrolled through the pages, as a person does."""

import re
from dataclasses import dataclass

from pyotp import TOTP

from console.people.rules.totp import step_of
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

KEY = re.compile(r'id="enrol-key">([A-Z2-7 ]+)<')
CODE = re.compile(r"<code>(\d{4}-\d{4}-\d{4}-\d{4})</code>")
HERE = "/account/verification"


@dataclass
class Phone:
    """``recovery``: the codes that were shown."""

    secret: str
    clock: FixedClock
    recovery: tuple[str, ...] = ()

    def code(self) -> str:
        """One that was not used yet: half a minute goes by."""
        self.clock.move(seconds=30)
        return self.now()

    def now(self) -> str:
        return TOTP(self.secret).generate_otp(step_of(self.clock.now()))


def enrol(visitor: Visitor, clock: FixedClock, **proof: str) -> Phone:
    proved = visitor.post(f"{HERE}/authenticator/new", proof or {"password": PASSWORD})
    assert proved.status_code == 303, proved.text
    found = KEY.search(visitor.get(f"{HERE}/authenticator/").text)
    assert found
    phone = Phone(found[1].replace(" ", ""), clock)
    done = visitor.post(f"{HERE}/authenticator/", {"code": phone.now()})
    phone.recovery = tuple(CODE.findall(done.text))
    return phone
