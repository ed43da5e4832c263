"""Robots, mailbox and gateway against their stand-ins, by real HTTP and SMTP: what arrives, and
what somebody has to do about every refusal."""

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller

from console.carriers.gateway import Gateway
from console.carriers.mail import Mail
from console.carriers.robots import DINGTALK_MEANINGS, WECOM_MEANINGS, DingTalk, WeCom, sign
from console.carriers.rules.message import Carrier, Line, Message
from console.kernel.errors import (
    ChannelFailure,
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
)
from console.language import sentence, sentences
from console.outgoing.smtp import Server
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire.calls import Call
from console.rehearsal.wire.faults import Faults
from console.rehearsal.wire.mailbox import begin
from console.rehearsal.wire.robots import (
    DINGTALK_SECRET,
    DINGTALK_TOKEN,
    GATEWAY_SECRET,
    WECOM_KEY,
)
from tests.channels.mailing import Mailbox, mailbox
from tests.fakes import FixedClock
from tests.loopback import free_port, serving

SOON, PATIENT = httpx.Timeout(1.0), httpx.Timeout(10.0)
HANGS = {"before", "after"}
TOLD = Message(
    "0199", "示例发言台：1 条通知",
    (Line("2026-0001 等您签字。", "http://localhost:8080/notices/to/release:1/release.told_to_sign"),),
    mentions=("ZhangSan",),
)  # fmt: skip
OPENS = {
    "wecom": WECOM_KEY,
    "dingtalk": f"{DINGTALK_TOKEN} {DINGTALK_SECRET}",
    "gateway": GATEWAY_SECRET,
}
PATHS = {"wecom": "/cgi-bin/", "dingtalk": "/robot/", "gateway": "/gateway/"}


@dataclass
class World:
    address: str
    ledger: Ledger
    clock: FixedClock
    patience: httpx.Timeout = field(default_factory=lambda: PATIENT)

    def carrier(self, name: str) -> Carrier:
        match name:
            case "wecom":
                return WeCom(self.address, self.patience)
            case "dingtalk":
                return DingTalk(self.clock, self.address, self.patience)
            case _:
                return Gateway(self.clock, f"{self.address}/gateway/notices", self.patience)

    def send(self, name: str, ref: str = "0199", opened: str = "") -> None:
        to = "13800000000" if name == "gateway" else ""
        told = Message(ref, TOLD.title, TOLD.lines, to, TOLD.mentions)
        self.carrier(name).send(told, opened or OPENS[name])

    def fault(self, name: str, kind: str, **about: object) -> None:
        self.patience = SOON if kind in HANGS else PATIENT
        asked = {"path": PATHS[name], "kind": kind, **about}
        assert httpx.post(f"{self.address}/_faults", json=asked).status_code == 200


@pytest.fixture
def world(tmp_path: Path, clock: FixedClock) -> Iterator[World]:
    ledger = Ledger(tmp_path / "rehearsal")
    with serving(Rehearsal(ledger, clock)) as address:
        yield World(address.replace("127.0.0.1", "localhost"), ledger, clock)


def test_the_signature_of_dingtalk_is_the_one_of_the_notes() -> None:
    assert sign("SECtest", "1700000000000") == "aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g="


@pytest.mark.parametrize("name", sorted(OPENS))
def test_a_message_arrives_with_its_link_and_whom_it_calls(world: World, name: str) -> None:
    world.send(name)
    (taken,) = world.ledger.everything()
    assert taken.platform == name
    assert "2026-0001 等您签字。" in taken.text
    assert taken.client_ref == "0199"
    assert taken.account == ("13800000000" if name == "gateway" else "ZhangSan")
    assert ("told_to_sign" in taken.text) is (
        name != "gateway"
    )  # a text message has its links apart


@pytest.mark.parametrize(
    ("name", "opened", "code"),
    [
        ("wecom", "wrong", "carrier.address"), ("dingtalk", "wrong", "carrier.address"),
        ("dingtalk", DINGTALK_TOKEN, "carrier.security"),
        ("dingtalk", f"{DINGTALK_TOKEN} SECwrong", "carrier.security"),
        ("gateway", "wrong", "carrier.security"),
    ],
)  # fmt: skip
def test_what_does_not_open_it_is_told_with_the_platforms_own_words(
    world: World, name: str, opened: str, code: str
) -> None:
    with pytest.raises(ChannelRejected) as refused:
        world.send(name, opened=opened)
    assert refused.value.code == code
    said = sentence(code, refused.value.parameters)
    assert str(refused.value.parameters["said"])[:12] in said
    assert "wrong" not in str(refused.value.parameters)
    assert world.ledger.everything() == []


@pytest.mark.parametrize(("name", "rest"), [("wecom", 1), ("dingtalk", 10)])
def test_more_than_twenty_a_minute_have_to_wait_as_long_as_the_platform_says(
    world: World, name: str, rest: int
) -> None:
    for _ in range(20):
        world.send(name)
    with pytest.raises(ChannelUnavailable) as refused:
        world.send(name)
    assert (refused.value.code, refused.value.retry_after) == (
        "carrier.limit", timedelta(minutes=rest),
    )  # fmt: skip
    world.clock.move(minutes=rest, seconds=1)
    world.send(name)
    assert len(world.ledger.everything()) == 21


@pytest.mark.parametrize(
    ("name", "code"),
    [("wecom", each) for each in WECOM_MEANINGS]
    + [("dingtalk", each) for each in DINGTALK_MEANINGS],
)
def test_every_code_says_what_to_do(world: World, name: str, code: int) -> None:
    world.fault(name, "refused", code=code)
    with pytest.raises(ChannelFailure) as refused:
        world.send(name)
    assert refused.value.code in sentences()
    assert str(code) in sentence(refused.value.code, refused.value.parameters)


@pytest.mark.parametrize("name", sorted(OPENS))
@pytest.mark.parametrize(
    ("kind", "taken"),
    [("before", 0), ("after", 1), ("broken", 0), ("broken_after", 1), ("malformed", 1)],
)
def test_a_fault_is_never_taken_for_arrival(world: World, name: str, kind: str, taken: int) -> None:
    world.fault(name, kind, seconds=2 if kind in HANGS else 0)
    if name == "gateway" and kind == "malformed":
        world.send(name)  # 200 is the promise, whatever stands in it
    else:
        with pytest.raises((ChannelUncertain, ChannelUnavailable)):
            world.send(name)
    assert len(world.ledger.everything()) == taken
    if world.carrier(name).may_repeat:
        world.send(name)
        assert len(world.ledger.everything()) == 1


def test_nobody_there_is_no_harm(clock: FixedClock) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    for carrier in (WeCom(nowhere), DingTalk(clock, nowhere), Gateway(clock, nowhere)):
        with pytest.raises(ChannelUnavailable) as refused:
            carrier.send(TOLD, "the-key")
        assert "the-key" not in repr(refused.value)


@pytest.fixture
def served() -> Iterator[tuple[Mailbox, Controller]]:
    with mailbox() as made:
        yield made


def mail(clock: FixedClock, port: int, **about: Any) -> Mail:
    server = Server("127.0.0.1", port, **{"tls": "none", "timeout": 20.0, **about})
    return Mail(clock, server, "notices@moumou.example", "示例公安")


MAILED = Message("0199", "示例发言台：1 条通知", TOLD.lines, "zhang@moumou.example")


def test_a_mail_arrives_and_a_second_try_has_the_same_id(
    served: tuple[Mailbox, Controller], clock: FixedClock
) -> None:
    box, server = served
    for _ in range(2):
        mail(clock, server.port, user="u").send(MAILED, "right")
    texts = [bytes(each.content or b"").decode() for each in box.got]
    assert box.got[0].rcpt_tos == ["zhang@moumou.example"]
    assert all("Message-ID: <0199@moumou.example>\r\n" in each for each in texts)
    assert "Auto-Submitted: auto-generated" in texts[0]


@pytest.mark.parametrize(
    ("at", "says", "code"),
    [
        ("to", "550 5.1.1 no such user", "mail.recipient"),
        ("to", "450 4.2.0 greylisted", "mail.later"),
        ("answer", "554 5.7.1 spam", "mail.refused"),
        ("answer", "451 4.3.0 later", "mail.later"),
    ],
)
def test_what_a_mail_server_says_is_told_as_it_is(
    served: tuple[Mailbox, Controller], clock: FixedClock, at: str, says: str, code: str
) -> None:
    box, server = served
    setattr(box, at, says)
    with pytest.raises(ChannelFailure) as refused:
        mail(clock, server.port).send(MAILED, "")
    assert refused.value.code == code
    assert says[4:] in sentence(code, refused.value.parameters)
    assert isinstance(refused.value, ChannelUnavailable) is says.startswith("4")


def test_login_and_encryption_are_told_apart(
    served: tuple[Mailbox, Controller], clock: FixedClock
) -> None:
    _box, server = served
    with pytest.raises(ChannelRejected) as refused:
        mail(clock, server.port, user="u").send(MAILED, "wrong-password")
    assert refused.value.code == "mail.login"
    assert "wrong-password" not in str(refused.value.parameters)
    with pytest.raises(ChannelRejected) as refused:
        mail(clock, server.port, tls="starttls").send(MAILED, "")
    assert refused.value.code == "mail.no_tls"
    with pytest.raises(ChannelUnavailable) as gone:
        mail(clock, free_port()).send(MAILED, "")
    assert gone.value.code == "mail.unreachable"


def test_the_stand_in_of_a_mailbox_keeps_each_mail_once_and_breaks_as_it_is_told(
    world: World, clock: FixedClock
) -> None:
    faults = Faults()
    box = begin(0, world.ledger, clock, faults)
    assert box
    post = mail(clock, box.server_address[1])
    try:
        for kind, path, code, seen in (
            ("refused", "/smtp/rcpt", 550, "mail.recipient"),
            ("refused", "/smtp/data", 451, "mail.later"),
            ("broken", "/smtp/rcpt", 0, "mail.unreachable"),
            ("broken_after", "/smtp/data", 0, "mail.no_answer"),
        ):
            asked = {"path": path, "kind": kind, "code": code}
            faults.answer(Call("POST", "/_faults", {}, {}, json.dumps(asked).encode(), ""))
            with pytest.raises(ChannelFailure) as refused:
                post.send(MAILED, "")
            assert refused.value.code == seen
        post.send(MAILED, "")
    finally:
        box.shutdown()
        box.server_close()
    (kept,) = world.ledger.everything()
    assert (kept.platform, kept.account) == ("mail", "zhang@moumou.example")
    assert kept.client_ref == "<0199@moumou.example>"
    assert "2026-0001 等您签字。" in kept.text


def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, clock: FixedClock
) -> None:
    chain = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    box = Mailbox()
    server = Controller(box, hostname="localhost", port=free_port(), ssl_context=context)
    server.start()
    try:
        trusted = Server("localhost", server.port, trust=str(chain), timeout=20.0)
        Mail(clock, trusted, "n@moumou.example", "示例").send(MAILED, "")
        assert len(box.got) == 1
        stranger = Mail(
            clock, Server("localhost", server.port, timeout=20.0), "n@moumou.example", "示例"
        )
        with pytest.raises(ChannelRejected) as refused:
            stranger.send(MAILED, "")
        assert refused.value.code == "mail.certificate"
    finally:
        server.stop()


def certificate(folder: Path) -> Path:
    """Of localhost, signed by itself; key and certificate in one file."""
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2046, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
