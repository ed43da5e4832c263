"""Full names with no word for a role before them, where the sentence has room for a person only:
张小红今年12岁, 从张建国处获悉, 据刘桂芳介绍, 妻子王秀英，, 姓名：赵志强, 陈晓明，男，35岁.

Sure of little, so a warning; few words, so that nothing else is taken for a name.
"""

import re
from collections.abc import Iterator

from console.checks.given import HAN, PAUSE, is_name
from console.checks.surnames import DOUBLE

NAME = rf"([{HAN}]{{2,4}}?)"
EDGE = r"(?:(?<=[，。、；：！？（“《\s,.;:!?(])|^|(?<=和|与|及|叫|是))"
AGE = r"(?:今年|现年|年仅|时年|刚满|年满)(?:不足|约)?\s?\d{1,3}\s?周?岁(?![以至及\-—~～组])"
SEX = r"[,，、](?:男|女)[,，、]"
RELATED = (
    "丈夫|妻子|儿子|女儿|父亲|母亲|哥哥|姐姐|弟弟|妹妹|爷爷|奶奶|外公|外婆|前夫|前妻|男友|女友|岳父|岳母"
    "|公公|婆婆|邻居|同事|室友|工友|同学|好友"
)
SURE_OF_A_PERSON = re.compile(
    rf"{EDGE}{NAME}(?={AGE})|{EDGE}{NAME}(?={SEX}[^\n。]{{0,12}}?\d{{1,3}}\s?周?岁)|姓名[:：]\s?{NAME}(?![{HAN}])",
    re.MULTILINE,
)
"""Two characters will do."""
LIKELY_A_PERSON = re.compile(
    rf"从{NAME}处(?:获悉|得知|了解|获知|打听)|据(?:其(?:{RELATED}))?{NAME}(?:介绍|回忆|讲述|描述|反映|供述|陈述|交代|称)"
    rf"|采访{NAME}(?:得知|获悉|了解)|{EDGE}{NAME}告诉(?:记者|民警|警方)|(?:名叫|叫做){NAME}(?=[{''.join(PAUSE)}])"
    rf"|(?:{RELATED}){NAME}(?=[，。、；：和与及,;均]|$)",
    re.MULTILINE,
)
"""Only of three characters, or with a double surname: two may be 何处 or 高飞."""
NO_END = frozenset("会部局处所院队厅司社校店方家厂站组办委台行报员者师长警们性后")
"""An organisation, a post, a group; not a given name."""
NO_PART = frozenset("后前时处了着过地得不没就还很更最这那它她他我你您时所有各其时")
"""Rarely in a given name, often in what looks like one."""


def bare(text: str, folded: str) -> Iterator[tuple[str, bool]]:
    """Name and whether it is certain (never)."""
    for pattern, least in ((SURE_OF_A_PERSON, 2), (LIKELY_A_PERSON, 3)):
        for found in pattern.finditer(folded):
            place = next(n for n, group in enumerate(found.groups(), 1) if group is not None)
            name = text[found.start(place) : found.end(place)]
            if len(name) >= least and _a_person(name):
                yield name, False


def _a_person(name: str) -> bool:
    given = name[2:] if name[:2] in DOUBLE and len(name) > 2 else name[1:]
    return is_name(name) and given[-1] not in NO_END and not set(given) & NO_PART
