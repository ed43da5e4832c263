"""媒体接待部门 and spokesperson as the press page prints them: names of an office, a post and a
number, nothing else. They reach the public without a chain, so no sentence may stand in them."""

import re
from dataclasses import dataclass

from console.kernel.errors import Invalid

UNIT = re.compile(
    r"[\u4e00-\u9fff（）()·]{2,30}(?:室|处|科|局|队|部|委|组|中心|办|所|站|厅|委员会)"
    r"(?:[（(][\u4e00-\u9fff]{1,10}[）)])?"
)
TELEPHONE = re.compile(r"\d[\d\- 、转()（）]{2,40}")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
SPOKESPERSON = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,10})"
    r"(?:[ （(][\u4e00-\u9fff、]{0,20}(?:发言人|局长|政委|主任|处长|科长|队长|所长|部长|民警)"
    r"[）)]?)?"
)


@dataclass(frozen=True, slots=True)
class Reception:
    """Empty: nobody is named."""

    unit: str = ""
    telephone: str = ""
    spokesperson: str = ""


def checked(given: Reception) -> Reception:
    """In one form. Raises Invalid, naming the field: unit, telephone or spokesperson."""
    kept = Reception(*(" ".join(each.split()) for each in _parts(given)))
    if kept.unit and not UNIT.fullmatch(kept.unit):
        raise Invalid("reception.bad_unit", field="unit")
    if kept.telephone and not kept.unit:
        raise Invalid("reception.no_unit", field="unit")
    told = kept.telephone
    if told and (not TELEPHONE.fullmatch(told) or MOBILE.search(re.sub(r"[- ]", "", told))):
        raise Invalid("reception.bad_telephone", field="telephone")
    if kept.spokesperson and not SPOKESPERSON.fullmatch(kept.spokesperson):
        raise Invalid("reception.bad_spokesperson", field="spokesperson")
    return kept


def _parts(given: Reception) -> tuple[str, str, str]:
    return given.unit, given.telephone, given.spokesperson
