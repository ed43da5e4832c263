"""Somebody who can write to the database forges what a release cites: it does not go out."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from console.kernel.errors import NotNow
from console.kernel.ids import new_id
from console.publishing.rules.channel import Action
from console.releases.records import Signature
from tests.builders import Desk
from tests.cleared import Night, cleared, opened_incident
from tests.fakes import FixedClock


@pytest.fixture
def night(desk: Desk, clock: FixedClock) -> Night:
    clearance = cleared(desk, clock)
    clock.at += timedelta(minutes=1)
    return Night(desk, clock, opened_incident(desk, clock), clearance)


def _slot(package: dict[str, Any]) -> None:
    package["clearance"]["slots"]["地点"] = "原州区南京路"


def _slot_and_body(package: dict[str, Any]) -> None:
    """A slot that its kind does not take, and the body to match."""
    package["clearance"]["slots"]["地点"] = "北京路，凶手张三"
    package["body"] = package["body"].replace("原州区北京路", "北京路，凶手张三")


def _put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    *above, last = path.split(".")

    def change(package: dict[str, Any]) -> None:
        place: Any = package
        for key in above:
            place = place[int(key) if key.isdigit() else key]
        place[last] = value

    return change


def _body(package: dict[str, Any]) -> None:
    package["body"] += "\n<p>凶手张三已被抓获。</p>"


def _uncited(package: dict[str, Any]) -> None:
    del package["clearance"]


def _both(package: dict[str, Any]) -> None:
    package["chain"] = ["bureau_leader", "unit_head"]


FORGERIES: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "a slot": _slot,
    "a slot and the body": _slot_and_body,
    "the body": _body,
    "the title": _put("title", "凶手被抓"),
    "the list title": _put("list_title", "凶手被抓｜11月23日"),
    "the issuer": _put("issuer", "某某分局"),
    "the column": _put("column", "news"),
    "the kind": _put("kind", "statement"),
    "the weibo text": _put("variants.weibo.text", "凶手被抓"),
    "the wechat summary": _put("variants.wechat.summary", "凶手被抓"),
    "advice": _put("advice", "请远离凶手"),
    "a promise": _put("next_update_at", "2026-11-24T00:00:00Z"),
    "a picture": _put(
        "attachments",
        [{"sha256": "0" * 64, "name": "x.png", "media_type": "image/png", "size": 1, "alt": "图"}],
    ),
    "a later time": _put("plan.0.at", "2026-11-24T00:00:00Z"),
    "no citation": _uncited,
    "an empty citation": _put("clearance", {}),
    "an unknown clearance": _put("clearance.clearance", str(new_id())),
    "another version": _put("clearance.version_id", str(new_id())),
    "another digest": _put("clearance.digest", "0" * 64),
    "a longer life": _put("clearance.expires_at", "2030-01-01T00:00:00Z"),
    "another signer": _put("clearance.signatures.1.name", "某某"),
    "fewer signers": _put("clearance.signatures", []),
    "a longer chain": _both,
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_does_not_go_out_even_with_digests_that_match(night: Night, what: str) -> None:
    release = night.put()
    night.sign(release)
    assert night.refusal(release) is None
    night.forge(release, FORGERIES[what])
    refused = night.refusal(release)
    assert refused == ("warrant.not_signed" if what == "a longer chain" else "warrant.clearance")
    if what != "a longer chain":
        assert night.refusal(release, Action.WITHDRAW) is None  # taking back is never refused


def test_a_forged_package_is_not_signed_either(night: Night) -> None:
    release = night.put()
    night.forge(release, _body)
    with pytest.raises(NotNow, match=r"clearance\.void_words"):
        night.sign(release)


def test_a_normal_release_without_its_secrecy_step_does_not_go_out(
    night: Night, clock: FixedClock
) -> None:
    release = night.desk.signed(clock.now(), go_at=clock.now() + timedelta(hours=1))
    assert night.refusal(release) is None

    def shorten(package: dict[str, Any]) -> None:
        package["chain"] = ["unit_head", "bureau_leader", "legal_reviewer"]

    night.forge(release, shorten)
    assert night.refusal(release) == "warrant.not_signed"  # nobody signed as these roles
    with night.desk.database.transaction() as tx:
        for row in tx.query(Signature).filter_by(release_id=release):
            row.role = ["unit_head", "bureau_leader", "legal_reviewer"][row.step]
    assert night.refusal(release) == "warrant.clearance"
