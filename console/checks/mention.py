"""What one mention of a figure is."""

from dataclasses import dataclass
from enum import StrEnum

CASUALTIES = frozenset({"deaths", "serious_injuries", "minor_injuries", "injuries", "missing"})
HURT = frozenset({"serious_injuries", "minor_injuries", "injuries"})


class Hedge(StrEnum):
    EXACT = "exact"
    ABOUT = "about"  # 约, 近, 左右
    OVER = "over"  # 余, 多, 逾, 至少, 以上
    UNDER = "under"  # 不足, 不到


class Counting(StrEnum):
    TOTAL = "total"
    ADDED = "added"  # more than before: 新增, 又有, 经抢救无效
    SOME = "some"  # at least so many: told by name, or those of a group who … (3名伤者已出院)


HEDGES = {
    **dict.fromkeys(("约", "大约", "近", "将近", "左右"), Hedge.ABOUT),
    **dict.fromkeys(
        ("余", "多", "来", "几", "逾", "超", "超过", "至少", "不少于", "以上"), Hedge.OVER
    ),
    **dict.fromkeys(("不足", "不到", "少于"), Hedge.UNDER),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """``key``: a key of the ledger, or ``casualties`` (dead and hurt together). ``value``: people,
    or yuan. ``start``/``end``: the passage; ``number``: the place of the number alone, empty where
    there is none. ``moved_from``: the key in which these people were counted before.
    ``so_far``: 暂无, 尚未接到报告. ``supposed``: told of another time, a rule, or by others."""

    key: str
    value: int
    start: int
    end: int
    excerpt: str
    hedge: Hedge = Hedge.EXACT
    counting: Counting = Counting.TOTAL
    moved_from: str = ""
    number: tuple[int, int] = (0, 0)
    names: tuple[str, ...] = ()
    so_far: bool = False
    supposed: bool = False

    def agrees(self, value: int) -> bool:
        """Would a reader who knows ``value`` call this right?"""
        if self.counting is Counting.SOME:
            return self.value <= value
        match self.hedge:
            case Hedge.EXACT:
                return self.value == value
            case Hedge.ABOUT:
                return abs(self.value - value) * 10 <= max(value, 10)
            case Hedge.OVER:
                return self.value <= value <= self.value * 2
            case Hedge.UNDER:
                return value <= self.value <= value * 2
