"""One release on its way into an official account: cover, pictures, draft, submission, result.

Kept between calls (``progress``): ``thumb``, ``picture:SHA``, ``adding`` (a draft may have been
made), ``source`` (its 阅读原文), ``draft``, ``began`` (it may have been submitted; since when),
``job``, ``polls``.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from console.channels import wechat_article as article
from console.channels.wechat_api import WeChatApi, WeChatRefused
from console.channels.wechat_line import BY_HAND, Line
from console.kernel.clock import not_ahead, parse_utc, whole_seconds
from console.kernel.errors import (
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
    ChannelWorking,
)
from console.outgoing.refusals import Meaning, meant
from console.publishing.rules.channel import NOT_SENT, Bulletin, ClientRef, Progress, Receipt
from console.publishing.rules.jobs import JobResult

T = TypeVar("T")
LONGEST_OWN_ID: Final = 64  # bytes of a clientmsgid
NO_PUSH_LEFT: Final = 45028
BUSY: Final = -1  # says nothing of whether it was taken all the same
LOOK_AGAIN: Final = timedelta(seconds=30)
DONE: Final = {"0", "send success", "SEND_SUCCESS"}
UNDER_WAY: Final = {"1", "SENDING", ""}
ENDS: Final = {
    **{each: f"wechat.ended_{each}" for each in ("2", "3", "4", "5", "6")},
    **{f"err({each})": f"wechat.ended_{each}" for each in (10001, 20001, 20002, 20004, 20006,
                                                          20008, 20013, 21000, 22000)},
}  # fmt: skip
"""How it came to nothing → the sentence (notes §2.5, §2.7); more reasons occur than are written."""


class Publishing:
    def __init__(self, line: Line, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> None:
        self._line, self._manner = line, line.manner
        self._bulletin, self._account = bulletin, bulletin.account
        self._ref, self._progress = ref.value, progress
        self._done = dict(progress.load())
        self._source = self._done.get("source") or article.source_of(bulletin, ref.value)

    def go(self) -> Receipt:
        """Raises NotConnected and the channel's own errors."""
        try:
            return self._draft_and_send()
        except WeChatRefused as error:
            if error.code == NO_PUSH_LEFT and self._manner.monthly:
                return self._no_push_left(error)
            if error.meaning in BY_HAND:
                drafted = "_drafted" if "draft" in self._done else ""
                return self._line.by_hand(f"wechat.{error.meaning.value}{drafted}", error)
            raise meant(error) from error

    def _begin_anew(self) -> Receipt | None:
        """A person found nothing of it out. The pictures are there, and the draft if nobody took it
        away; a mass send goes under another name."""
        draft = self._done.get("draft", "")
        if draft and not self._ask(lambda token: self._api.has_draft(token, draft)):
            if self._manner.mode == "publish" and (out := self._among_articles()) is not None:
                return out
            self._save(draft="", adding="", source="")
            self._source = article.source_of(self._bulletin, self._ref)
        again = str(int(self._done.get("round", "0")) + 1)
        self._save(not_sent="", began="", job="", polls="", round=again)
        return None

    def _draft_and_send(self) -> Receipt:
        if NOT_SENT in self._done and (out := self._begin_anew()) is not None:
            return out
        if "draft" not in self._done and (out := self._make_draft()) is not None:
            return out
        if self._manner.mode == "draft":
            return self._line.by_hand("wechat.drafted")
        if "job" not in self._done:
            out = self._mass_send() if self._manner.mode == "mass" else self._submit()
            if out is not None:
                return out
        return self._result()

    def _make_draft(self) -> Receipt | None:
        """A call without an answer is no reason for a second draft: it is looked for first, also
        among what a person published from the account's back office meanwhile."""
        if "adding" in self._done:
            kept = self._ask(self._api.drafts)
            ours = next((each.id for each in kept if each.source == self._source), "")
            if ours:
                self._save(draft=ours)
                return None
            if self._manner.mode == "publish" and (out := self._among_articles()) is not None:
                return out
        made = self._article()
        self._save(adding="1", source=self._source)
        try:
            draft = self._ask(lambda token: self._api.add_draft(token, made))
        except ChannelUncertain as error:
            raise ChannelUnavailable(error.code) from error
        self._save(draft=draft)
        return None

    def _article(self) -> dict[str, object]:
        variant, release = self._bulletin.variant, self._bulletin.release
        addresses = {}
        for each in article.pictures(self._bulletin):
            kept = f"picture:{each.sha256}"
            if kept not in self._done:
                signed = self._line.picture(each.for_platform("wechat"))
                picture = article.fitted(signed, article.BODY_PICTURE)
                self._save(**{kept: self._uploaded(each.name, picture)})
            addresses[each.sha256] = self._done[kept]
        if "thumb" not in self._done:
            self._save(thumb=self._cover(variant.cover_sha256))
        return {
            "article_type": "news", "title": variant.title, "digest": variant.summary,
            "author": (self._manner.author or release.issuer)[:16],
            "content": article.content(self._bulletin, addresses),
            "content_source_url": self._source, "thumb_media_id": self._done["thumb"],
            "need_open_comment": 0, "only_fans_can_comment": 0,
            **article.crops(self._front(variant.cover_sha256)),
        }  # fmt: skip

    def _front(self, sha256: str | None) -> bytes:
        return self._line.picture(sha256) if sha256 else article.plain_cover()

    def _uploaded(self, name: str, picture: bytes) -> str:
        return self._ask(lambda token: self._api.body_picture(token, name, picture))

    def _cover(self, sha256: str | None) -> str:
        kind = self._manner.cover
        picture = self._front(sha256)
        fit = (
            article.thumb(picture)
            if kind == "thumb"
            else article.fitted(picture, article.COVER[kind])
        )
        name = "cover.png" if fit.startswith(b"\x89PNG") else "cover.jpg"
        return self._ask(lambda token: self._api.cover(token, name, fit, kind=kind))

    def _submit(self) -> Receipt | None:
        """None: there is a job, whose result is to be had."""
        draft, now = self._done["draft"], self._line.clock.now()
        if "began" in self._done:
            out = self._sought(draft, now)
            if out is not None:
                return out
        if not self._spend("submit", self._manner.submits_a_day):
            return self._line.by_hand("wechat.spent")
        self._save(began=whole_seconds(now))
        try:
            job = self._ask(lambda token: self._api.submit(token, draft, ref=self._ref))
        except ChannelUncertain as error:
            raise ChannelWorking("wechat.unsure", retry_after=LOOK_AGAIN) from error
        except WeChatRefused as error:
            if error.meaning is Meaning.GONE:
                return self._published_by_somebody()
            if error.code != BUSY:
                self._save(began="")
            raise
        self._save(job=job)
        return None

    def _began(self) -> datetime:
        """Since when it may be out."""
        began = not_ahead(self._done["began"], self._line.clock.now())
        if began != self._done["began"]:
            self._save(began=began)
        return parse_utc(began)

    def _sought(self, draft: str, now: datetime) -> Receipt | None:
        """A submission without an answer. None: the draft lies there still after the settle time,
        and no article came of it, so it did not arrive. Raises ChannelUnavailable before that."""
        if not self._ask(lambda token: self._api.has_draft(token, draft)):
            return self._published_by_somebody()
        if (out := self._among_articles()) is not None:
            return out
        if now < self._began() + self._manner.settle:
            raise ChannelWorking("wechat.unsure", retry_after=LOOK_AGAIN)
        return None

    def _published_by_somebody(self) -> Receipt:
        """The draft is gone: by our submission, or by a person at the account's back office."""
        if (out := self._among_articles()) is not None:
            return out
        began = self._began() if "began" in self._done else None
        if began and self._line.clock.now() < began + self._manner.settle:
            raise ChannelWorking("wechat.unsure", retry_after=LOOK_AGAIN)
        raise ChannelUncertain("wechat.consumed")

    def _among_articles(self) -> Receipt | None:
        for each in self._ask(self._api.articles):
            if each.source == self._source:
                return Receipt(url=each.url, details={"article_id": each.id})
        return None

    def _mass_send(self) -> Receipt | None:
        """Under one name until it has failed: the platform sends the same name once."""
        draft, again = self._done["draft"], self._done.get("round", "")
        own = f"{self._ref[: LONGEST_OWN_ID - len(again)]}{again}"
        if "began" not in self._done:
            if not self._spend("push", self._manner.pushes, monthly=self._manner.monthly):
                return self._no_push_left()
            self._save(began=whole_seconds(self._line.clock.now()))
        try:
            job = self._ask(lambda token: self._api.mass_send(token, draft, own))
        except ChannelUncertain as error:
            raise ChannelWorking("wechat.unsure", retry_after=LOOK_AGAIN) from error
        except WeChatRefused as error:
            if error.meaning is Meaning.GONE:
                raise ChannelUncertain("wechat.consumed") from error
            raise
        self._save(job=job)
        return None

    def _no_push_left(self, error: WeChatRefused | None = None) -> Receipt:
        if not self._manner.monthly:
            return self._line.by_hand("wechat.spent")
        because = "wechat.limit_month" if error else "wechat.spent_month"
        return self._line.by_hand(because, error, reset=self._line.reset(monthly=True))

    def _result(self) -> Receipt:
        """As the platform told it by itself; else it is asked, once an attempt."""
        job = self._done["job"]
        found = self._line.jobs.result(self._account, job)
        if found is None:
            if not self._spend("poll", self._manner.polls_a_day):
                return self._line.by_hand("wechat.submitted", job=job)
            try:
                found = self._polled(job)
            except WeChatRefused as error:
                if error.meaning in BY_HAND:
                    return self._line.by_hand("wechat.submitted", error, job=job)
                raise
        if found.status in DONE:
            return self._out(found)
        if found.status in UNDER_WAY:
            raise self._not_yet()
        again = int(self._done.get("round", "0")) + 1
        self._save(job="", began="", polls="", round=str(again))
        raise ChannelRejected(ENDS.get(found.status, "wechat.ended"), said=found.status)

    def _polled(self, job: str) -> JobResult:
        self._save(polls=str(int(self._done.get("polls", "0")) + 1))
        if self._manner.mode == "mass":
            return JobResult(self._ask(lambda token: self._api.mass_state(token, job)))
        return self._ask(lambda token: self._api.state(token, job))

    def _out(self, found: JobResult) -> Receipt:
        job = self._done["job"]
        if self._manner.mode == "publish":
            return Receipt(url=found.url, details={"article_id": found.article_id, "job": job})
        if not found.url:  # asked, the platform says that it is out, but not where
            return self._line.by_hand("wechat.mass_sent", msg_id=job)
        return Receipt(url=found.url, details={"msg_id": job})

    def _not_yet(self) -> ChannelUnavailable | ChannelUncertain:
        if self._manner.mode == "mass":
            if self._line.clock.now() > self._began() + self._manner.confirm_within:
                return ChannelUncertain("wechat.not_confirmed")
            return ChannelWorking("wechat.awaits_administrator", retry_after=LOOK_AGAIN * 2)
        if int(self._done.get("polls", "0")) >= self._manner.polls_a_release:
            return ChannelUncertain("wechat.no_result")
        return ChannelWorking("wechat.in_review", retry_after=self._manner.poll_every)

    @property
    def _api(self) -> WeChatApi:
        return self._line.api

    def _ask(self, call: Callable[[str], T]) -> T:
        self._progress.ready()
        return self._line.ask(self._account, call)

    def _spend(self, call: str, most: int, *, monthly: bool = False) -> bool:
        return self._line.allowance.spend(self._account, call, most, monthly=monthly)

    def _save(self, **done: str) -> None:
        """``""`` takes a step back."""
        whole = self._done | done
        self._done = {name: each for name, each in whole.items() if each}
        self._progress.save(self._done)
