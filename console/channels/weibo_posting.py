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
from console.channels.weibo_line import Line
from console.kernel.clock import not_ahead, parse_utc, whole_seconds
from console.kernel.errors import (
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
    ChannelWorking,
)
from console.kernel.joining import on_one_line, place_to_cut
from console.outgoing.refusals import Meaning, meant
from console.publishing.rules.channel import (
    NOT_SENT,
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
from console.publishing.rules.shelf import ShelfItem

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
ADDRESS: Final = re.compile(r"https?://[!-~]+")
"""The platform shortens them. No words of ours are in it, also where no space stands behind."""
CUT_OFF: Final = re.compile(r"(?:\.{3}|…)?(?:全文[:：]?)?$")
"""How a timeline ends what it shows the beginning of; the notes do not say (§3.6: truncated)."""
SAME_WORDS: Final = "weibo.same_words"
"""An older post says the same: another release's, or ours from when a clock was ahead."""
SURELY_OURS: Final = 60  # characters of such a beginning
TITLE: Final = 32  # characters of an article's (notes §3.4)
SUMMARY: Final = 44  # characters; the notes name no limit, the platform's editor has this one


class Posting:
    def __init__(
        self, line: Line, token: Token, bulletin: Bulletin, ref: ClientRef, progress: Progress
    ) -> None:
        self._line, self._token, self._bulletin = line, token, bulletin
        self._ref, self._progress = ref.value, progress
        done = progress.load()
        self._done = {} if NOT_SENT in done else dict(done)

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
        if not self._may_be_out(error):
            self._save(asked="")
        if meaning in BY_HAND:
            return self._line.refused(error)
        raise meant(error) from error

    def _may_be_out(self, error: WeiboRefused) -> bool:
        """Its own trouble says nothing of whether it was taken all the same. Of two posts of the
        same words in a row it takes one; of two articles, both."""
        manner = self._line.manner
        its_own = error.meanings.get(error.code) is Meaning.LATER
        return its_own and (manner.timeline or manner.mode == "article")

    def _sought(self) -> Receipt | None:
        """An earlier attempt may have come through. None: it did not. Raises ChannelWorking until
        that is believed, ChannelUncertain where a person has to look."""
        now = self._line.clock.now()
        if (asked := not_ahead(self._done["asked"], now)) != self._done["asked"]:
            self._save(asked=asked)
        seen = sighting(self._line, self._token, self._bulletin, self._progress)
        if isinstance(seen, Found):
            return seen.receipt
        if now < parse_utc(asked) + self._line.manner.settle:
            raise ChannelWorking("weibo.unsure", retry_after=LOOK_AGAIN)
        if seen == CannotTell(SAME_WORDS):
            raise self._given_up(ChannelUncertain(SAME_WORDS))
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
    published, asked = bulletin.release.published_at, progress.load().get("asked")
    since = (parse_utc(asked) if asked else published) - CLOCKS_APART
    if posted := among(seen, bulletin.variant.text, leads=leads):
        if posted.made_at is not None and posted.made_at < since:
            return CannotTell(SAME_WORDS)
        return Found(line.leading(posted) if leads else line.receipt(posted))
    # Behind many newer posts ours may stand where this does not reach.
    reached = seen.reaches(published - CLOCKS_APART)
    return Absent() if reached else CannotTell("weibo.no_answer")


def among(seen: Timeline, text: str, *, leads: bool = False) -> Status | None:
    """The newest. ``leads``: behind our words the platform puts its own, with the way to the
    article."""
    wanted = _words(text)

    def is_ours(status: Status) -> bool:
        said = _words(status.text)
        if said.startswith(wanted) if leads else said == wanted:
            return True
        head = CUT_OFF.sub("", said) if status.truncated else ""
        return len(head) >= SURELY_OURS and wanted.startswith(head)

    return next((each for each in seen.statuses if is_ours(each)), None)


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
    title = title_of(release)
    whole = f"<p><strong>{escape(release.title)}</strong></p>" if title != release.title else ""
    parts = (whole, *placed(bulletin, body, addresses), end, where)
    return Article(
        title=title,
        content="\n".join(each for each in parts if each),
        cover=cover,
        summary=_cut(on_one_line(release.text), SUMMARY),
        text=bulletin.variant.text,
    )


def title_of(release: ShelfItem) -> str:
    """Of the titles that were signed, one that the platform takes whole: what a cut leaves out may
    be the 不. "": there is none."""
    titles = (release.title, release.list_title)
    return next((each for each in titles if 0 < len(each) <= TITLE), "")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: place_to_cut(text, most - 1)] + "…"


def _words(text: str) -> str:
    """What the platform leaves as it was: without addresses and spaces."""
    return "".join(ADDRESS.sub("", text).split())
