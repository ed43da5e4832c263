"""One release on its way into a Weibo account: posted once, and looked for before it goes again.

Kept between attempts (``progress``): ``asked``, since when it may be out; ``why``, what the
platform said of that, with ``said`` and ``number``.
"""

import re
from datetime import timedelta
from html import escape
from typing import Final

from console.channels.wechat_article import pictures, placed
from console.channels.weibo_api import Article, Status, Timeline, WeiboRefused
from console.channels.weibo_line import Line, by_hand
from console.kernel.clock import parse_utc, whole_seconds
from console.kernel.errors import (
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
    ChannelWorking,
)
from console.outgoing.refusals import Meaning, meant
from console.publishing.rules.channel import (
    Absent,
    Bulletin,
    CannotTell,
    ClientRef,
    Found,
    Progress,
    Receipt,
    Sighting,
)
from console.publishing.rules.keys import Token

USUAL: Final = 140
"""Counted length of one post. Source: the platform's own counter (social-api §3.7), 2012 script;
config ``content.weibo_length`` overrides it."""
LOOK_AGAIN: Final = timedelta(seconds=30)
CLOCKS_APART: Final = timedelta(days=1)
"""The platform's clock and ours, when ours had jumped: far more than that."""
BY_HAND: Final = frozenset({Meaning.CONNECT, Meaning.LIMIT, Meaning.PERMISSION})
THESE_WORDS: Final = frozenset({20019, 20111})
"""The account's last post is this one (notes §3.10); 20017 says only that it is similar."""
LIKELY_OUT: Final = frozenset({Meaning.TWICE, Meaning.DELAYED, Meaning.HALF})
ADDRESS: Final = re.compile(r"https?://\S+")  # the platform shortens them
TITLE: Final = 32  # characters of an article's (notes §3.4)
SUMMARY: Final = 44  # characters; the notes name no limit, the platform's editor has this one


class Posting:
    def __init__(
        self, line: Line, token: Token, bulletin: Bulletin, ref: ClientRef, progress: Progress
    ) -> None:
        self._line, self._token, self._bulletin = line, token, bulletin
        self._ref, self._progress = ref.value, progress
        self._done = dict(progress.load())

    def go(self) -> Receipt:
        """Raises the channel's own errors."""
        if "asked" in self._done and (out := self._sought()) is not None:
            return out
        self._progress.ready()
        self._save(asked=whole_seconds(self._line.clock.now()))
        try:
            return self._post()
        except WeiboRefused as error:
            return self._refused(error)
        except (ChannelUnavailable, ChannelRejected):
            self._save(asked="")  # nothing left
            raise
        except ChannelUncertain as error:
            raise self._unsure(error) from error

    def _post(self) -> Receipt:
        line, words, ref = self._line, self._bulletin.variant, self._ref
        if line.manner.mode == "article":
            told = line.api.article(
                self._token.value, article(line, self._bulletin), ip=line.ip, ref=ref
            )
            return line.article(told, self._token)
        cover = words.cover_sha256
        picture = line.picture(cover) if line.picture and cover else None
        if line.manner.mode == "share":
            status = line.api.share(
                self._token.value, words.text, ip=line.ip, picture=picture, ref=ref
            )
        else:
            status = line.api.update(
                self._token.value, words.text, ip=line.ip, picture=picture,
                long=line.manner.long_text, ref=ref,
            )  # fmt: skip
        return line.receipt(status)

    def _refused(self, error: WeiboRefused) -> Receipt:
        meaning = error.meaning
        if meaning is Meaning.TWICE:
            seen = sighting(self._line, self._token, self._bulletin, self._progress)
            if isinstance(seen, Found):
                return seen.receipt
        if meaning in LIKELY_OUT and (meaning is not Meaning.TWICE or error.code in THESE_WORDS):
            self._save(why=meaning.value, said=error.said, number=str(error.code))
            raise self._unsure(self._told()) from error
        if self._line.manner.mode != "article" or meaning is not Meaning.LATER:
            # Of two posts of the same words it takes one; of two articles, both.
            self._save(asked="")
        if meaning in BY_HAND:
            return by_hand(f"weibo.{meaning.value}", error)
        raise meant(error) from error

    def _sought(self) -> Receipt | None:
        """An earlier attempt may have come through. None: it did not. Raises ChannelWorking until
        that is believed, ChannelUncertain where a person has to look."""
        seen = sighting(self._line, self._token, self._bulletin, self._progress)
        if isinstance(seen, Found):
            return seen.receipt
        settled = parse_utc(self._done["asked"]) + self._line.manner.settle
        if self._line.clock.now() < settled:
            raise ChannelWorking("weibo.unsure", retry_after=LOOK_AGAIN)
        if isinstance(seen, CannotTell) or "why" in self._done:
            raise self._given_up(self._told())
        return None

    def _unsure(self, error: ChannelUncertain) -> ChannelUncertain | ChannelWorking:
        """Looked for by ourselves, where the account may."""
        if not self._line.manner.timeline:
            return self._given_up(error)
        return ChannelWorking("weibo.unsure", retry_after=LOOK_AGAIN)

    def _given_up(self, error: ChannelUncertain) -> ChannelUncertain:
        """A person looks; where they find nothing, it goes as if for the first time."""
        self._save(asked="", why="", said="", number="")
        return error

    def _told(self) -> ChannelUncertain:
        if "why" not in self._done:
            return ChannelUncertain("weibo.no_answer")
        said, number = self._done["said"], self._done["number"]
        return ChannelUncertain(f"weibo.{self._done['why']}", said=said, number=number)

    def _save(self, **done: str) -> None:
        """``""`` takes it back."""
        whole = self._done | done
        self._done = {name: each for name, each in whole.items() if each}
        self._progress.save(self._done)


def sighting(line: Line, token: Token, bulletin: Bulletin, progress: Progress) -> Sighting:
    """Whether the account's own timeline has it."""
    if not line.manner.timeline:
        return CannotTell("weibo.no_answer")
    progress.ready()
    try:
        seen = line.api.timeline(token.value, token.uid)
    except WeiboRefused as error:
        return CannotTell(f"weibo.{error.meaning.value}")
    except (ChannelUnavailable, ChannelUncertain) as error:
        return CannotTell(error.code)
    leads = line.manner.mode == "article"
    if posted := among(seen, bulletin.variant.text, leads=leads):
        return Found(line.receipt(posted))
    # Behind many newer posts ours may stand where this does not reach.
    reached = seen.reaches(bulletin.release.published_at - CLOCKS_APART)
    return Absent() if reached else CannotTell("weibo.no_answer")


def among(seen: Timeline, text: str, *, leads: bool = False) -> Status | None:
    """``leads``: behind our words the platform puts its own, with the way to the article."""
    wanted = _words(text)

    def is_ours(said: str) -> bool:
        return said.startswith(wanted) if leads else said == wanted

    return next((each for each in seen.statuses if is_ours(_words(each.text))), None)


def article(line: Line, bulletin: Bulletin) -> Article:
    """The whole text with its pictures; the words for Weibo are the post that leads to it. Raises
    ChannelRejected where there is no picture that it could show."""
    release, manner = bulletin.release, line.manner
    addresses = {each.sha256: f"{manner.site}/{each.path}" for each in pictures(bulletin)}
    cover = addresses.get(bulletin.variant.cover_sha256 or "") or next(
        iter(addresses.values()), manner.cover
    )
    if not cover:
        raise ChannelRejected("weibo.no_cover")
    issuer, dateline = escape(release.issuer), escape(release.dateline)
    end = f'<p style="text-align: right">{issuer}<br>{dateline}</p>'
    where = f"<p>权威发布：{escape(bulletin.public_url)}</p>"
    lines = release.text.split("\n")
    body = release.body_html or "".join(f"<p>{escape(each)}</p>" for each in lines)
    return Article(
        title=_cut(release.title, TITLE),
        content="\n".join((*placed(bulletin, body, addresses), end, where)),
        cover=cover,
        summary=_cut(release.text.replace("\n", ""), SUMMARY),
        text=bulletin.variant.text,
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _words(text: str) -> str:
    """What the platform leaves as it was: without addresses and spaces."""
    return "".join(ADDRESS.sub("", text).split())
