"""Every call to a hub, a partner and a mail server × every fault of theirs: nothing is lost,
nothing is doubled, and there is nothing that a person would have to look up (no 待核)."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from console.kernel.errors import ChannelRejected, ChannelUnavailable
from console.language import sentence, sentences
from console.publishing.rules.channel import Channel, ClientRef, Receipt
from console.rehearsal.wire.faults import Kind
from tests.channels.outside import Outside, beside_us
from tests.channels.shelves import Leave, bulletin
from tests.newsroom.items import item

CALLS: dict[str, tuple[Callable[[Outside], Channel], str, int]] = {
    "/hub": (Outside.websub, "websub", 6),
    "/partner/a": (Outside.webhook, "webhook", 2),
    "/partner/b": (Outside.webhook, "webhook", 2),
    "/smtp/rcpt": (Outside.press, "press", 2),
    "/smtp/data": (Outside.press, "press", 2),
}
"""Where the fault meets it → the channel, its name, how many have to be told."""
SAID_LATER = {
    "/hub": 503,
    "/partner/a": 503,
    "/partner/b": 503,
    "/smtp/rcpt": 451,
    "/smtp/data": 451,
}
NUMBERS = count(1)


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with beside_us(tmp_path_factory.mktemp("outside")) as made:
        yield made


@pytest.mark.parametrize("call", sorted(CALLS))
def test_after_every_fault_everybody_was_told_once(outside: Outside, call: str) -> None:
    make, name, everybody = CALLS[call]
    for kind in Kind:
        ref, leave, before = ClientRef(f"r-{next(NUMBERS)}"), Leave(), outside.taken()
        words = bulletin(item(), channel=name)
        hangs = kind in {Kind.BEFORE, Kind.AFTER}
        outside.fault(call, kind, seconds=2.0 if hangs else 0.0, code=SAID_LATER[call])
        outcomes: list[Receipt | ChannelUnavailable] = []
        while not isinstance(outcomes[-1] if outcomes else None, Receipt):
            try:
                outcomes.append(make(outside).deliver(words, ref, leave))
            except ChannelUnavailable as later:  # nothing but this: the system goes on by itself
                outcomes.append(later)
            assert len(outcomes) < 4, kind
        told = outside.taken() - before
        assert len(told) == everybody, kind
        assert all(each.code in sentences() for each in outcomes[:-1])  # type: ignore[union-attr] # it is there, or this fails


@pytest.mark.parametrize(
    ("call", "number", "code"),
    [("/hub", 404, "websub.refused"), ("/partner/a", 401, "webhook.signature"),
     ("/partner/b", 422, "webhook.refused"), ("/smtp/data", 535, "mail.login")],
)  # fmt: skip
def test_a_refusal_is_a_persons_with_what_was_said(
    outside: Outside, call: str, number: int, code: str
) -> None:
    make, name, _everybody = CALLS[call]
    outside.fault(call, Kind.REFUSED, code=number)
    ref = ClientRef(f"r-{next(NUMBERS)}")
    with pytest.raises(ChannelRejected) as refused:
        make(outside).deliver(bulletin(item(), channel=name), ref, Leave())
    assert refused.value.code == code
    assert str(number) in sentence(code, refused.value.parameters, "en")
