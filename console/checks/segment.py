"""One sentence, or part of it, read from left to right: numbers meet their states."""

import re
from dataclasses import dataclass, replace

from console.checks import casualty_words as words
from console.checks.mention import HEDGES, HURT, Counting, Hedge, Mention
from console.checks.numerals import value_of

LEADS_TO = {  # from → where people may be counted next
    "missing": frozenset({"deaths", *HURT}),
    "trapped": frozenset({"deaths", *HURT}),
    "rescued": frozenset({"deaths", *HURT}),
    **dict.fromkeys(HURT, frozenset({"deaths"})),
}
SOUGHT = frozenset({"missing", "trapped"})
REACH = 24  # characters between a number and the state behind it
FAR = 12  # the same for a name


@dataclass(slots=True)
class _Count:
    value: int | None  # None: it is not said how many
    hedge: Hedge
    start: int
    end: int
    number: tuple[int, int]
    old: bool = False  # 由2人升至…


class Segment:
    """One sentence or part of it: numbers waiting for a state, and who was spoken of last."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.tokens = list(words.TOKEN.finditer(text, start, end))
        self.waiting: list[_Count] = []
        self.outside: list[_Count] = []  # what waited before a parenthesis
        self.last: _Count | None = None
        self.names: re.Match[str] | None = None
        self.spoken: Mention | None = None  # who was spoken of last
        self.kept = True  # is ``spoken`` also said to be so many?
        self.found: list[Mention] = []

    def read(self) -> list[Mention]:
        place = 0
        while place < len(self.tokens):
            place += self._take(place, self.tokens[place])
        return self.found

    def _take(self, place: int, token: re.Match[str]) -> int:
        """How many tokens it used."""
        kind = token.lastgroup or ""
        if kind in words.STATES:
            return self._state(place, token, kind)
        if kind in {"count", "vague"}:
            self._number(_count(token), place)
        elif kind in {"body", "short", "back"}:
            self._say(*_at_once(token, kind), token.end())
        elif kind == "nobody":
            self._nobody(token)
        elif kind == "rescued":
            self._rescued(token)
        else:
            self._mark(token, kind)
        return 1

    def _mark(self, token: re.Match[str], kind: str) -> None:
        """What stands between: commas, parentheses, names."""
        match kind:
            case "names":
                self.names = token
            case "stop":
                self.waiting, self.names = [], None
            case "inside":
                self.waiting = []
            case "open":
                self.outside, self.waiting = self.waiting, []
            case "close":
                self.waiting, self.outside = self.outside, []

    def _number(self, count: _Count, place: int) -> None:
        before = self.tokens[place - 1] if place else None
        count.old = bool(before and before["old"])
        joined = before is not None and bool(before["also"])
        self.waiting = [*self.waiting, count] if joined else [count]
        if not count.old:
            self.last = count
        self.names = None

    def _state(self, place: int, token: re.Match[str], key: str) -> int:
        role = bool(token[f"{key}_role"]) or token.group().endswith(("者", "员", "人", "体"))
        waiting = [count for count in self.waiting if not count.old]
        if waiting and token.start() - waiting[-1].end <= REACH:
            self.waiting = []
            lead = self.text[max(0, waiting[0].start - FAR) : waiting[0].start]
            if key in SOUGHT and role and words.FOUND.search(lead):
                self._say("rescued", waiting, token.end(), moved_from=key)
            else:
                self._say(key, waiting, token.end(), role=role)
            return 1
        used = self._behind(place, token, key)
        if used:
            return used
        if role and self._named_behind(place, token, key):
            return 2
        if role:
            self.spoken, self.kept = Mention(key, 0, *token.span(), ""), False
            return 1
        self._moved(token, key)
        return 1

    def _behind(self, place: int, token: re.Match[str], key: str) -> int:
        """死亡2人, 遇难人数由2人升至12人: tokens used, 0: no number belongs to it."""
        at, start = place + 1, token.end()
        while at < len(self.tokens):
            following = self.tokens[at]
            if following["old"]:
                at += 2
                start = self.tokens[min(at, len(self.tokens)) - 1].end()
                continue
            gap = words.GAP.fullmatch(self.text, start, following.start())
            if following["stop"] and following.group() == ":" and gap:
                at += 1
                continue
            if not (following["count"] and gap):
                return 0
            count = _count(following)
            added = Counting.ADDED if gap["added"] else None
            self._say(key, [count], count.end, start=token.start(), counting=added)
            self.last = count
            return at - place + 1
        return 0

    def _named_behind(self, place: int, token: re.Match[str], key: str) -> bool:
        if place + 1 >= len(self.tokens):
            return False
        following = self.tokens[place + 1]
        if not following["names"] or following.start() - token.end() > 1:
            return False
        names = _names(following.group())
        mention = Mention(key, len(names), token.start(), following.end(), "", names=names)
        self._keep(replace(mention, counting=Counting.SOME))
        return True

    def _moved(self, token: re.Match[str], key: str) -> None:
        """A state without a number: of the people named before it, or of those spoken of last."""
        spoken = self.spoken
        clause_before = self.text[max(0, token.start() - FAR) : token.start()]
        follows = spoken is not None and key in LEADS_TO.get(spoken.key, ())
        if self.last and self.last.value and words.ALL.search(clause_before):
            was = spoken.moved_from or spoken.key if spoken and follows else ""
            self._forget_if_moved()
            self._say(key, [self.last], token.end(), moved_from=was)
        elif spoken and spoken.value and follows:
            self._forget_if_moved()
            self._keep(_moved_on(spoken, key, token.end()))
        elif self.names and token.start() - self.names.end() <= FAR:
            names = _names(self.names.group())
            at = (self.names.start(), token.end())
            self._keep(Mention(key, len(names), *at, "", counting=Counting.SOME, names=names))

    def _rescued(self, token: re.Match[str]) -> None:
        spoken = self.spoken if self.spoken and self.spoken.key in SOUGHT else None
        waiting = [count for count in self.waiting if not count.old]
        if waiting and token.start() - waiting[-1].end <= FAR:
            self.waiting = []
            self._say("rescued", waiting, token.end(), moved_from=spoken.key if spoken else "")
        elif spoken and spoken.value and token.start() - spoken.end <= FAR:
            if "," not in self.text[spoken.end : token.start()]:
                self.kept = False
            self._forget_if_moved()
            self._keep(_moved_on(spoken, "rescued", token.end()))

    def _forget_if_moved(self) -> None:
        """Those spoken of were named only to say what became of them."""
        spoken = self.spoken
        if spoken and (
            not self.kept or spoken.counting is Counting.SOME or spoken.key == "rescued"
        ):
            self.found = [m for m in self.found if m is not spoken]

    def _say(
        self,
        key: str,
        counts: list[_Count],
        end: int,
        *,
        start: int | None = None,
        role: bool = False,
        counting: Counting | None = None,
        moved_from: str = "",
    ) -> None:
        known = [count for count in counts if count.value is not None]
        if len(known) < len(counts):
            self.spoken = None
            return
        first = counts[0]
        lead = self.text[max(0, first.start - 10) : first.start]
        treated = words.TREATED.search(self.text, first.end, max(first.end, end - 2))
        if counting is None:
            fresh = moved_from or words.ADDED.search(lead) or treated
            some = role and not words.WHOLE.search(lead)
            counting = Counting.ADDED if fresh else Counting.SOME if some else Counting.TOTAL
        mention = Mention(
            key,
            sum(count.value or 0 for count in counts),
            min(first.start, end if start is None else start),
            max(end, counts[-1].end),
            "",
            first.hedge,
            counting,
            moved_from,
            first.number if len(counts) == 1 else (0, 0),
        )
        self._keep(mention)
        self.kept = not role

    def _keep(self, mention: Mention) -> None:
        self.found.append(mention)
        self.spoken, self.kept = mention, True

    def _nobody(self, token: re.Match[str]) -> None:
        self.waiting = []
        for key in words.ZERO_STATES[token["zero"]]:
            place = token.span("none")
            self.found.append(
                Mention(
                    key,
                    0,
                    *token.span(),
                    "",
                    number=place,
                    so_far=bool(token["sofar"] or token["report"]),
                )
            )


def _moved_on(spoken: Mention, key: str, end: int) -> Mention:
    was = spoken.moved_from or spoken.key
    return replace(spoken, key=key, end=end, moved_from=was, counting=Counting.ADDED)


def _count(token: re.Match[str]) -> _Count:
    if token["vague"]:
        return _Count(None, Hedge.ABOUT, *token.span(), (0, 0))
    value = _whole(token["number"])
    said = token["hedge"] or token["more"] or token["least"]
    return _Count(value, HEDGES.get(said or "", Hedge.EXACT), *token.span(), token.span("number"))


def _whole(numeral: str) -> int | None:
    value = value_of(numeral)
    return None if value is None else int(value)


def _at_once(token: re.Match[str], kind: str) -> tuple[str, list[_Count]]:
    """2死, 死2, 2具遗体: key and number in one."""
    state, group = {
        "body": ("死", "bodies"),
        "short": (token["bare_of"], "bare"),
        "back": (token["back_of"], "back_number"),
    }[kind]
    value = _whole(token[group])
    return words.SHORT[state], [_Count(value, Hedge.EXACT, *token.span(), token.span(group))]


def _names(listed: str) -> tuple[str, ...]:
    """By surname and 某: what stands behind may be the rest of a name or of the sentence."""
    return tuple(name[:2] for name in re.findall(words.NAME, listed))
