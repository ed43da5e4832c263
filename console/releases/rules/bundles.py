"""Releases to hand over in one file: a deposit for archive and library, a pack for the county
portal and the media's chat group. The same state gives the same bytes.

The deposit is a BagIt bag (RFC 8493), which archives check without us.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from console.kernel.clock import whole_seconds
from console.publishing.rules.shelf import ShelfItem

NO_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP can hold
BAG: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
CONTROL: Final = {**dict.fromkeys(range(32), "_"), ord("/"): "_", ord("\\"): "_"}


@dataclass(frozen=True, slots=True)
class Out:
    """Where it went: a channel's word, the link, when it was confirmed."""

    channel: str
    url: str
    at: datetime | None


def deposit(
    item: ShelfItem, package: str, page: bytes, pdf: bytes, files: Mapping[str, bytes],
    out: Iterable[Out],
) -> bytes:  # fmt: skip
    """``package``: as it was signed, its SHA-256 is the digest. ``page``: the release as one HTML
    file. ``files``: by SHA-256, those that the release names."""
    payload = {
        "data/package.json": package.encode(),
        "data/release.html": page,
        "data/release.pdf": pdf,
        "data/release.txt": plain(item),
        "data/metadata.json": _json(metadata(item, out)),
        **{f"data/files/{name}": body for name, body in _files(item, files).items()},
    }
    size = sum(map(len, payload.values()))
    last = item.withdrawal.at if item.withdrawal else item.updated_at
    info = (
        f"Source-Organization: {item.issuer}\nExternal-Identifier: {item.number}\n"
        f"External-Description: {_line(item.title)}\nBagging-Date: {whole_seconds(last)[:10]}\n"
        f"Payload-Oxum: {size}.{len(payload)}\n"
    )
    tags = {
        "bagit.txt": BAG,
        "bag-info.txt": info.encode(),
        "manifest-sha256.txt": _manifest(payload),
        "receipt.txt": _receipt(item, payload),
    }
    return zipped(item.number, {**payload, **tags, "tagmanifest-sha256.txt": _manifest(tags)})


def pack(item: ShelfItem, url: str, files: Mapping[str, bytes], out: Iterable[Out]) -> bytes:
    """For whoever enters it elsewhere by hand. ``url``: of the public page."""
    entered = {
        "标题": item.title, "来源": item.source, "发布机构": item.issuer, "成文日期": item.dateline,
        "编号": item.number, "原文链接": url,
    }  # fmt: skip
    fields = "".join(f"{name}：{value}\n" for name, value in entered.items())
    head = '<!DOCTYPE html>\n<html lang="zh-CN"><meta charset="utf-8">\n'
    head += f"<title>{item.number}</title>\n"
    told = {
        "门户/栏目字段.txt": fields.encode(),
        "门户/正文.html": (head + item.body_html + "\n").encode(),
        "门户/正文.txt": plain(item),
        "门户/metadata.json": _json(metadata(item, out)),
        "媒体群/群内文案.txt": for_the_group(item, url).encode(),
        **{f"门户/附件/{name}": body for name, body in _files(item, files).items()},
    }
    return zipped(item.number, told)


def for_the_group(item: ShelfItem, url: str) -> str:
    """What is pasted into the media's chat group: the title, the whole text, where to check it."""
    return (
        f"【{_line(item.title)}】\n{item.text}\n\n{item.issuer}\n{item.dateline}\n"
        f"编号：{item.number}\n核对原文：{url}\n"
    )


def plain(item: ShelfItem) -> bytes:
    told = f"{item.title}\n\n{item.text}\n\n{item.issuer}\n{item.dateline}\n编号：{item.number}\n"
    return told.encode()


def metadata(item: ShelfItem, out: Iterable[Out]) -> dict[str, Any]:
    gone = item.withdrawal
    return {
        "schema": 1, "number": item.number, "kind": item.kind, "column": item.column,
        "title": item.title, "list_title": item.list_title, "issuer": item.issuer,
        "source": item.source, "dateline": item.dateline, "digest": item.digest,
        "published_at": whole_seconds(item.published_at),
        "updated_at": whole_seconds(item.updated_at),
        "incident": item.incident.number if item.incident else None,
        "corrects": item.corrects.number if item.corrects else None,
        "corrected_by": [each.number for each in item.marks],
        "withdrawn": {"at": whole_seconds(gone.at), "reason": gone.reason} if gone else None,
        "channels": [
            {"channel": each.channel, "url": each.url,
             "at": whole_seconds(each.at) if each.at else None}
            for each in out
        ],
        "files": [
            {"name": each.name, "sha256": each.sha256, "type": each.media_type, "alt": each.alt}
            for each in item.files
        ],
    }  # fmt: skip


def zipped(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Sorted, stored, without a clock: the same files give the same bytes."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_STORED) as archive:
        for name in sorted(files):
            entry = ZipInfo(f"{folder}/{name}", NO_TIME)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on Unix, everywhere
            archive.writestr(entry, files[name])
    return whole.getvalue()


def _files(item: ShelfItem, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """By a name that unpacks everywhere; two of one name are told apart."""
    found: dict[str, bytes] = {}
    for each in item.files:
        safe = replace(each, name=each.name.translate(CONTROL).lstrip(".") or "file")
        name = safe.name if safe.name not in found else f"{each.sha256[:8]}-{safe.name}"
        found[name] = files[each.sha256]
    return found


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = (f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def _receipt(item: ShelfItem, payload: Mapping[str, bytes]) -> bytes:
    """交接单: what is handed over, with blanks for who gives and who takes."""
    rows = "".join(
        f"{len(payload[name]):>12}  {sha256(payload[name]).hexdigest()}  {name}\n"
        for name in sorted(payload)
    )
    state = f"已撤回：{_line(item.withdrawal.reason)}\n" if item.withdrawal else ""
    return (
        f"移交清单\n\n编号：{item.number}\n标题：{_line(item.title)}\n发布机构：{item.issuer}\n"
        f"发布时间：{whole_seconds(item.published_at)}\n内容指纹：{item.digest}\n{state}\n"
        f"        字节  SHA-256{' ' * 59}文件\n{rows}\n"
        "移交人：____________  日期：____________\n\n接收人：____________  日期：____________\n"
    ).encode()


def _line(text: str) -> str:
    return " ".join(text.split())


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
