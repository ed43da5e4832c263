"""The doctor finds what is overdue, stuck, in doubt, unsigned or differs, and names the repair."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from console import cli
from console.files.records import StoredFile
from console.publishing.dispatcher import Dispatcher
from console.publishing.records import Delivery
from console.publishing.rules.states import DeliveryState as S
from console.releases.records import Signature
from console.upkeep.doctor import examine
from console.wiring import Wired
from tests.builders import Desk, without_trigger
from tests.fakes import START, FixedClock


def found(wired: Wired) -> dict[str, str]:
    """Code → what repairs it."""
    return {each.code: each.repair for each in examine(wired, lambda _done, _total: None)}


def change(wired: Wired, channel: str, **values: object) -> UUID:
    with wired.database.transaction() as tx:
        row = tx.scalars(select(Delivery.id).where(Delivery.channel == channel)).first()
        assert row is not None
        tx.execute(update(Delivery).where(Delivery.id == row).values(**values))
    return row


def test_a_house_in_order_has_nothing_and_each_trouble_is_named_with_its_repair(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock
) -> None:
    first = desk.signed(clock.now(), title="第一篇")
    rollout.tick()
    rollout.tick()
    assert found(wired) == {}

    root = wired.settings.public_tree
    (root / "releases/2026-0001/index.html").write_bytes(b"x")
    (root / "evil.html").write_bytes(b"x")
    assert found(wired) == {"doctor.tree": "fayan rebuild", "doctor.strange": "fayan rebuild"}
    (root / "evil.html").unlink()
    rollout.start()

    unknown = change(wired, "weibo", state=S.UNKNOWN)
    failed = change(wired, "wechat", state=S.FAILED, trouble="delivery.expired")
    with wired.database.transaction() as tx:
        tx.add(StoredFile(sha256="0" * 64, name="图.png", media_type="image/png", size=1,
                          stored_at=START, stored_by="editor"))  # fmt: skip
        for name in ("signatures_once", "signatures_delete"):
            without_trigger(tx, name, "signatures")
        tx.execute(delete(Signature).where(Signature.release_id == first, Signature.step == 1))
    second = desk.signed(clock.now(), title="第二篇")
    clock.move(minutes=5)
    told = found(wired)
    assert told["doctor.unknown"] == f"/handover/{unknown}"
    assert told["doctor.failed"] == f"/rollout/{failed}"
    assert told["doctor.overdue"] == "fayan dispatcher"
    assert told["doctor.unsigned"] == f"/releases/{first}"
    assert told["doctor.file"] == "fayan restore"
    change(wired, "website", state=S.SENDING, lease_until=clock.now() - timedelta(minutes=5))
    assert found(wired)["doctor.stuck"] == "fayan dispatcher"
    with wired.database.transaction() as tx:
        tx.execute(delete(Signature).where(Signature.release_id == second, Signature.step == 2))
    assert found(wired)["doctor.refused"] == f"/releases/{second}"


def test_the_command_speaks_in_sentences_and_exits_1(
    wired: Wired,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del desk
    settings = wired.settings
    load: Callable[..., object] = lambda **_named: settings  # noqa: E731
    monkeypatch.setattr(cli, "load", load)
    assert cli.main(["doctor"]) == 1  # there is no public site yet
    said = capsys.readouterr().out
    assert "与数据库不一致" in said
    assert "→ 运行：fayan rebuild" in said
    assert "doctor." not in said
    assert cli.main(["rebuild"]) == 0
    assert cli.main(["doctor"]) == 0
    assert "没有发现问题" in capsys.readouterr().out
