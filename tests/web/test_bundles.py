"""What is handed over in one file: whole, checkable without us, the same bytes for the same state,
and only of what the public has seen."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest

from console.publishing.rules.shelf import PublicFile
from console.releases.rules.bundles import deposit, for_the_group, pack
from tests.builders import TEXT, Desk
from tests.fakes import FixedClock
from tests.newsroom.items import item, withdrawn
from tests.web.running import Night
from tests.web.visitor import Visitor

BODIES = (b"picture", b"another")
FILES = tuple(
    PublicFile(sha256(body).hexdigest(), "../现场/图.png", "image/png", len(body), "现场")
    for body in BODIES
)
GIVEN = {each.sha256: body for each, body in zip(FILES, BODIES, strict=True)}


def opened(body: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(told: bytes) -> dict[str, str]:
    return dict(reversed(line.split("  ", 1)) for line in told.decode().splitlines())  # type: ignore[misc] # each line has two parts


def test_a_deposit_is_a_bag_that_anyone_can_check() -> None:
    release = item(files=FILES)
    body = deposit(release, '{"a":1}', b"<html>", b"%PDF", GIVEN, ())
    assert deposit(release, '{"a":1}', b"<html>", b"%PDF", GIVEN, ()) == body
    folder = f"{release.number}/"
    found = {name.removeprefix(folder): each for name, each in opened(body).items()}
    assert found["bagit.txt"].startswith(b"BagIt-Version: 1.0\n")
    payload = {name: each for name, each in found.items() if name.startswith("data/")}
    assert manifest(found["manifest-sha256.txt"]) == {
        name: sha256(each).hexdigest() for name, each in payload.items()
    }
    for name, digest in manifest(found["tagmanifest-sha256.txt"]).items():
        assert sha256(found[name]).hexdigest() == digest
    size = sum(map(len, payload.values()))
    assert f"Payload-Oxum: {size}.{len(payload)}" in found["bag-info.txt"].decode()
    assert min(payload.values(), key=len) in (b"%PDF", *BODIES)
    assert "接收人" in found["receipt.txt"].decode()


def test_no_name_leaves_its_folder_and_two_of_one_name_are_both_there() -> None:
    names = opened(pack(item(files=FILES), "https://x.example/", GIVEN, ()))
    kept = [name for name in names if "/附件/" in name]
    assert len(kept) == 2
    assert not any(".." in name.split("/") or name.startswith("/") for name in names)
    assert {names[each] for each in kept} == set(BODIES)


def test_a_withdrawal_stands_in_the_deposit() -> None:
    gone = withdrawn(item())
    (told,) = [
        json.loads(each)
        for name, each in opened(deposit(gone, "{}", b"", b"", {}, ())).items()
        if name.endswith("metadata.json")
    ]
    assert gone.withdrawal
    assert told["withdrawn"]["reason"] == gone.withdrawal.reason


def test_the_group_gets_title_text_and_where_to_check() -> None:
    told = for_the_group(replace(item(), title="情况\n通报"), "https://x.example/1/")
    assert told.startswith("【情况 通报】\n")
    assert "核对原文：https://x.example/1/" in told


@pytest.mark.parametrize("path", ["deposit.zip", "pack.zip"])
def test_it_is_given_once_the_public_has_seen_it(
    desk: Desk, night: Night, signed_in: Callable[[str], Visitor], clock: FixedClock, path: str
) -> None:
    draft = desk.draft(clock.now(), title="草稿")
    reader = signed_in("auditor")
    early = reader.get(f"/releases/{draft}/{path}")
    assert early.status_code == 409
    assert "公众还没有看到" in early.text
    release = desk.signed(clock.now(), title="情况通报")
    night.press.dispatcher().tick()
    row = desk.see(release).row
    got = reader.get(f"/releases/{release}/{path}")
    assert (got.status_code, got.mimetype) == (200, "application/zip")
    assert reader.get(f"/releases/{release}/{path}").data == got.data
    found = opened(got.data)
    assert TEXT.splitlines()[0] in b"".join(found.values()).decode("utf-8", "replace")
    if path == "deposit.zip":
        package = found[f"{row.number}/data/package.json"]
        assert sha256(package).hexdigest() == desk.see(release).digest
        assert found[f"{row.number}/data/release.pdf"].startswith(b"%PDF")
        assert b"<html" in found[f"{row.number}/data/release.html"]
    assert "归档移交包" in reader.get(f"/releases/{release}").text
