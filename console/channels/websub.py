"""WebSub: the hub that our feeds name is told that they have changed, so that who subscribed there
knows at once. Source: W3C WebSub; the form of a publisher's ping is every hub's convention
(social-api notes §5). To tell it twice is harmless: it looks for itself.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

import httpx

from console.kernel.errors import ChannelRejected, ChannelUnavailable, ChannelUncertain
from console.kernel.hooks import REF
from console.outgoing.http import TIMEOUT, asked_to_wait, post
from console.publishing.rules.channel import (
    Absent,
    Account,
    Bulletin,
    ClientRef,
    Progress,
    Receipt,
    Replay,
    Sighting,
)

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
FORMATS: Final = ("feed.xml", "atom.xml", "feed.json")


class WebSub:
    """``site``: the newsroom's address. Plan it after the feeds: a hub that looks too early finds
    the feed of before."""

    name = "websub"

    def __init__(self, hub: str, site: str, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._hub, self._site, self._timeout = hub, site.rstrip("/"), timeout

    def replay(self, account: Account) -> Replay:
        del account
        return Replay.SAFE

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        done = dict(progress.load())
        for topic in self._topics(bulletin):
            if topic in done:
                continue
            progress.ready()
            self._ping(topic, ref)
            progress.save(done := {**done, topic: "1"})
        return Receipt(url=bulletin.public_url, details={"topics": str(len(done))})

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        del bulletin, ref, progress
        return Absent()

    def _topics(self, bulletin: Bulletin) -> Iterator[str]:
        release = bulletin.release
        folders = ["", f"columns/{release.column}/"]
        if release.incident is not None:
            folders.append(f"incidents/{release.incident.number}/")
        for folder in folders:
            for each in FORMATS:
                yield f"{self._site}/{folder}{each}"

    def _ping(self, topic: str, ref: ClientRef) -> None:
        asked = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic})
        try:
            headers = {**FORM, REF: f"{ref.value}:{topic}"[:64]}
            answer = post(self._hub, asked.encode(), headers=headers, timeout=self._timeout)
        except ChannelUncertain as error:
            raise ChannelUnavailable(error.code) from None
        status = answer.status_code
        if answer.is_success:
            return
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            wait = asked_to_wait(answer)
            raise ChannelUnavailable("websub.later", retry_after=wait, number=status)
        raise ChannelRejected("websub.refused", number=status, said=answer.text[:200])
