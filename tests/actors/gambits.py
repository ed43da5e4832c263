"""Short days, each against one guard; the numbers are those of the deeds in ``crowd``.

They come first among the examples: what random days find sooner or later, these find at once.
"""

from tests.actors.crowd import Deed


def by(verb: str, who: str = "editor", a: int = 1, b: int = 15) -> Deed:
    """By exactly this person, to the newest release that it can be done to."""
    return verb, who, a, b, 12


def signs(who: str, b: int = 15) -> Deed:
    return "sign", who, 15, b, 12


STATEMENT, NOTICE = by("begin", b=1), by("begin", a=0, b=1)
ALL_SIGN, TICK = by("sign_on", a=0), by("tick")
NEARLY = (signs("unit-head"), signs("secrecy"))
HOLD = by("hold", "leader", 0)
UNTIL_OVER = by("wait", a=0)
SEVEN_MINUTES = by("wait", a=5)
CALL_FAILED = by("call", a=0, b=1)

GAMBITS: dict[str, list[Deed]] = {
    "authors do not sign": [by("begin", "spokesperson", b=1), signs("spokesperson")],
    "one person, one step": [STATEMENT, signs("unit-head"), signs("unit-head")],
    "the digest on the screen": [STATEMENT, signs("unit-head", 0)],
    "steps in order": [STATEMENT, signs("secrecy"), signs("unit-head"), signs("leader"), TICK],
    "every step": [STATEMENT, signs("unit-head")],
    "fresh proof for this act": [STATEMENT, signs("unit-head", 3), signs("unit-head", 2)],
    "signatures fall": [STATEMENT, signs("unit-head"), by("recall", a=1, b=1)],
    "roles as they are now": [
        STATEMENT, signs("unit-head"), STATEMENT, by("take_role", "unit-head", 0),
        signs("unit-head", 5),
    ],
    "an authorisation's end": [
        by("give", a=3, b=4), STATEMENT, *NEARLY, UNTIL_OVER, signs("deputy"),
    ],
    "its last moment": [
        by("give", a=3, b=4), STATEMENT, *NEARLY, by("wait", a=1), signs("deputy"), TICK,
    ],
    "its revocation": [
        by("give", a=3, b=5), by("revoke", a=0), STATEMENT, *NEARLY, signs("deputy"),
    ],
    "the role that it rests on": [
        by("give", a=3, b=5), by("take_role", "leader-2", 2), STATEMENT, *NEARLY, signs("deputy"),
    ],
    "an authorisation's scope": [by("give", a=3, b=1), STATEMENT, *NEARLY, signs("deputy")],
    "no author's authorisation": [
        by("give", a=1, b=6), by("begin", "spokesperson", b=1), signs("deputy"),
    ],
    "one will, one step": [
        by("give", a=0, b=9), by("pass_on", a=3, b=4), STATEMENT, signs("spokesperson"),
        signs("secrecy"), signs("deputy"),
    ],
    "nor after who was authorised": [
        by("give", a=1, b=1), STATEMENT, signs("deputy"), signs("unit-head"),
    ],
    "nobody gives what they do not hold": [by("give", "media-reception", 13, 1)],
    "nobody passes on more": [by("give", a=3, b=9), by("pass_on", a=4, b=4)],
    "nobody passes on twice": [
        by("give", a=3, b=6), by("pass_on", a=4, b=8), by("pass_on", a=5, b=4),
    ],
    "revoked with what it came from": [
        by("give", a=3, b=6), by("pass_on", a=4, b=4), by("revoke", a=1), STATEMENT, *NEARLY,
        signs("commander"),
    ],
    "one by telephone": [NOTICE, by("call", a=0), by("call", a=0)],
    "two others attest": [NOTICE, by("call", a=0, b=0)],
    "who attests signs no step": [NOTICE, by("call", a=0), signs("deputy")],
    "the code repeated": [NOTICE, CALL_FAILED],
    "the figures repeated": [NOTICE, by("call", a=0, b=2)],
    "each attests by themself": [NOTICE, by("call", a=0, b=5)],
    "a call is over": [NOTICE, CALL_FAILED, *[SEVEN_MINUTES] * 5, by("attest_late", a=0, b=1)],
    "which kinds by telephone": [STATEMENT, by("call", a=0)],
    "denied": [NOTICE, by("call", a=0), ALL_SIGN, by("answer", a=1, b=1), TICK],
    "a hold": [STATEMENT, ALL_SIGN, HOLD, TICK],
    "what may pass a hold": [STATEMENT, ALL_SIGN, HOLD, by("send_through"), TICK],
    "a later hold stops again": [
        NOTICE, ALL_SIGN, HOLD, by("send_through"), by("hold", "leader", 1), TICK,
    ],
    "through a hold": [NOTICE, ALL_SIGN, HOLD, by("send_through"), TICK],
    "what the guard stops": [by("begin", b=0), by("write"), by("submit"), ALL_SIGN, TICK],
    "no author overrides": [
        by("begin", "spokesperson", b=0), by("write", "spokesperson"),
        by("override", "spokesperson", 1, 0), *NEARLY, signs("leader"), TICK,
    ],
    "overridden": [
        by("begin", b=0), by("write"), by("override", "legal", 1, 0), ALL_SIGN, TICK,
    ],
    "an erratum touches no figure": [by("change", a=0, b=1), ALL_SIGN, TICK],
    "each item ticked": [by("scene", "spokesperson", 0), signs("commander", 6)],
    "an overdue review blocks": [
        by("scene", "spokesperson", 0), signs("commander"), by("wait", a=2),
        by("scene", "spokesperson", 1), signs("commander"),
    ],
    "nobody who has left": [STATEMENT, by("account", "unit-head", 0), signs("unit-head")],
    "withdrawn": [STATEMENT, ALL_SIGN, TICK, by("withdraw", "leader"), TICK],
    "the review is owed": [by("scene", "spokesperson", 0), signs("commander"), TICK],
    "a clearance ends": [
        by("cite", a=0), by("end_clearance", "legal"), signs("leader"), TICK,
    ],
    "on duty": [by("shift", a=0, b=3), by("cite", a=0), signs("spokesperson"), TICK],
}  # fmt: skip
