"""Partner sites and the unified disclosure platform: what happened to a release, as one signed JSON
document (``kernel.hooks``), to each of them once.

``{"id", "event", "number", "url", …}``; ``event``: publish, update, withdraw. A withdrawal holds
no word of the release, not its title. 2xx is a partner's promise; who has seen ``id`` has done it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import httpx

from console.kernel.clock import Clock, whole_seconds
from console.kernel.errors import (
    ChannelFailure,
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
)
from console.kernel.hooks import signed_headers
from console.outgoing.http import TIMEOUT, asked_to_wait, post
from console.publishing.rules.channel import (
    Absent,
    Account,
    Action,
    Bulletin,
    ClientRef,
    Progress,
    Receipt,
    Replay,
    Sighting,
)
from console.publishing.rules.keys import Keys

NOT_NOW: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY,
                            HTTPStatus.TOO_MANY_REQUESTS})  # fmt: skip
UNKNOWN_US: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class Partner:
    """``name`` tells partners apart for good; ``title`` is what people call it."""

    name: str
    title: str
    address: str


class Webhook:
    name = "webhook"

    def __init__(
        self,
        partners: Sequence[Partner],
        keys: Keys,
        clock: Clock,
        site: str,
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self._partners = tuple(partners)
        self._keys, self._clock, self._timeout = keys, clock, timeout
        self._site = site.rstrip("/")

    def replay(self, account: Account) -> Replay:
        """A partner knows an ``id`` that it has seen."""
        del account
        return Replay.SAFE

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        """One that fails hinders no other; what is still to do is tried again, or is told."""
        body = json.dumps(self._document(bulletin, ref), ensure_ascii=False).encode()
        done, failed = dict(progress.load()), list[ChannelFailure]()
        for partner in self._partners:
            if partner.name in done:
                continue
            progress.ready()
            try:
                self._post(partner, body, ref)
            except ChannelFailure as error:
                failed.append(error)
            else:
                progress.save(done := {**done, partner.name: "1"})
        failed.sort(key=lambda error: isinstance(error, ChannelRejected))
        if failed:
            raise failed[0]
        return Receipt(url=bulletin.public_url, details={"partners": str(len(done))})

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        del bulletin, ref, progress
        return Absent()

    def _post(self, partner: Partner, body: bytes, ref: ClientRef) -> None:
        who = partner.title
        token = self._keys.token(Account("webhook", partner.name))
        if token is None:
            raise ChannelRejected("webhook.no_secret", partner=who)
        headers = signed_headers(token.value, body, self._clock.now(), ref.value)
        try:
            answer = post(partner.address, body, headers=headers, timeout=self._timeout)
        except (ChannelUnavailable, ChannelUncertain):
            raise ChannelUnavailable("webhook.unreachable", partner=who) from None
        status = answer.status_code
        if answer.is_success:
            return
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in NOT_NOW:
            wait = asked_to_wait(answer)
            raise ChannelUnavailable("webhook.later", retry_after=wait, partner=who, number=status)
        code = "webhook.signature" if status in UNKNOWN_US else "webhook.refused"
        raise ChannelRejected(code, partner=who, number=status, said=answer.text[:200])

    def _document(self, bulletin: Bulletin, ref: ClientRef) -> dict[str, Any]:
        release = bulletin.release
        told: dict[str, Any] = {
            "schema": 1, "id": ref.value, "event": bulletin.action.value,
            "number": release.number, "url": bulletin.public_url,
            "published_at": whole_seconds(release.published_at),
            "updated_at": whole_seconds(release.updated_at),
        }  # fmt: skip
        if bulletin.action is Action.WITHDRAW or release.withdrawal is not None:
            gone = release.withdrawal
            return told | {"withdrawn": {"reason": gone.reason if gone else ""}}
        return told | {
            "kind": release.kind, "column": release.column, "issuer": release.issuer,
            "title": release.title, "list_title": release.list_title, "text": release.text,
            "html": release.body_html, "dateline": release.dateline, "digest": release.digest,
            "incident": release.incident.number if release.incident else None,
            "corrects": release.corrects.number if release.corrects else None,
            "corrected_by": [each.number for each in release.marks],
            "files": [
                {"name": each.name, "sha256": each.sha256, "type": each.media_type,
                 "url": f"{self._site}/{each.path}", "alt": each.alt}
                for each in release.files
            ],
        }  # fmt: skip
