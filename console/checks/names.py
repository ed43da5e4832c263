"""Full names of people concerned, and how they are masked: surname + 某 (domain: §0.8, §5).

A name is looked for where a bulletin puts it: behind a word for a person concerned, in a list that
begins so, before （男，35岁）, and where the sentence needs a person (``bare``); then wherever the same name stands again. Officials and places are not behind such a word; a masked name has 某 in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from console.checks.bare import bare
from console.checks.findings import Context, Draft, Severity
from console.checks.given import HAN, PAUSE, is_name, name_at, surname_of
from console.checks.hits import Hit
from console.checks.latin import latin_at, named_by
from console.checks.reading import fold, parts
from console.checks.surnames import MINORITY

KIN = "母亲?|父亲?|妻子?|丈夫|儿子?|女儿?|长子|次子|兄|弟弟?|姐姐?|妹妹?|哥哥?|子|祖父|祖母|外公|外婆|爷爷|奶奶"
CONCERNED = re.compile(
    r"(?:犯罪|违法)?嫌疑人|嫌疑犯|嫌犯|凶手|歹徒|被告人|罪犯|受害(?:人|者)|被害人|死者|死亡人员|伤者|受伤人员|(?:重|轻)伤(?:者|人员)"
    r"|遇难(?:者|人员)|罹难者|失(?:联|踪)(?:者|人员)|被困(?:者|人员)|证人|目击者|(?:报警|报案|举报)人|当事人"
    r"|违法(?:行为人|人员)|涉案人员?|肇事(?:者|司机|驾驶人|驾驶员)|涉事(?:男子|女子|人员|司机|驾驶人|驾驶员|员工|网民)|违法者|逃犯|在逃人员|被拐(?:妇女|儿童)"
    rf"|(?<![尤极与及])其(?:{KIN})(?![\u4e00-\u9fff]?[庭属友])"
)
"""Behind these a full name is never right."""
SOMEBODY = re.compile(
    r"(?:驾驶|骑行|骑车)(?:人|员)|司机|乘客|乘车人|患者|男子|女子|老人|老汉|村民|居民|业主|网民|网友|员工|工人|租客|户主|店主"
)
"""Behind these it is a name only where the sentence pauses after it."""
ACTED_ON = re.compile(
    rf"依法(?:对|将)|遂将|已将|将(?=[{HAN}]{{2,3}}(?:抓获|控制|带回|传唤|刑事拘留|行政拘留))"
)
TREATED = re.compile(
    rf"([{HAN}]{{2,4}}?)(?=(?:予以|处以|采取|作出)?(?:刑事拘留|行政拘留|行政处罚|取保候审|监视居住|逮捕|抓获|控制|传唤|带回|训诫))"
)
"""依法对李某某刑事拘留: a person is dealt with, whatever he is called."""
APPOSED = re.compile(
    rf"[、，,]?(?:该|其|系|某)?[{HAN}]{{0,6}}?(?:厂长|经理|负责人|老板|司机|员工|职工|工人|法定代表人|法人代表|董事长"
    r"|主任|校长|教师|老师|医生|会计|股东|店主|业主|村民|居民|学生)"
)
"""犯罪嫌疑人、该厂厂长赵国庆: what he is stands between the word for him and his name."""
SPACES = " \u3000"
ONE = re.compile(f"[{HAN}]")
LONGEST = 3  # characters of a name that is looked for through spaces
FOUND_OUT = re.compile(r"(?:经查|经核实|经审查|经讯问|据查)[,，:：]?")
LINK = r"(?:人员)?[:：为是系即“\"\s]{0,2}"
WITH_SEX = re.compile(rf"([{HAN}]{{2,4}})[（(](?:男|女)[,，、]([^）)\n]{{0,40}})[）)]")
AGE = re.compile(r"\d{1,3}\s?岁")
NEXT = re.compile(r"[、和与及]|以及")
SEEKS = re.compile(r"寻人|走失|寻找|认领|寻亲|失踪儿童|被拐")
APPEAL = re.compile(r"(?:寻人|寻亲|寻子|寻女)(?:启事|通报|通告)")
"""Of whatever kind: who is sought is named, who is behind a word for a person concerned is not."""
HONOURED = re.compile(r"公示|任职|拟任|表彰|烈士|先进|荣获|优秀|命名|见义勇为")
REWARD = re.compile(r"悬赏|通缉|协查")
ORDER = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    certain: bool


def unmasked(text: str, draft: Draft, _context: Context) -> Iterator[Hit]:
    """Wherever in the draft a name was found, it is found in every part."""
    if draft.kind == "wanted":
        return
    whole = tuple(said for _, said in parts(draft))
    found = named_in(whole)
    if any(APPEAL.search(said) for said in whole):
        found = tuple(each for each in found if each.certain)
    if not found or (draft.kind == "notice" and any(SEEKS.search(said) for said in whole)):
        return
    masks = masked(tuple(each.name for each in found))
    said = "name.unmasked_wanted" if any(REWARD.search(each) for each in whole) else ""
    for each in found:
        severity = Severity.BLOCK if each.certain else Severity.WARN
        for place in _again(each.name).finditer(text):
            if text[place.end() : place.end() + 1] != "某":
                fix = masks[each.name]
                yield Hit(
                    "name.unmasked", severity, *place.span(), fix=fix, said=said,
                    parameters={"fix": fix},
                )  # fmt: skip


def _again(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(name)) if ONE.search(name) else named_by(name)


@lru_cache(maxsize=64)
def named_in(texts: tuple[str, ...]) -> tuple[Named, ...]:
    """Names of people concerned, in the order in which they are met, each once."""
    certain: dict[str, bool] = {}
    for text in texts:
        folded = fold(text)
        for name, sure in (*_behind(text, folded), *_with_sex(text), *bare(text, folded)):
            certain[name] = certain.get(name, False) or sure
    return tuple(Named(name, sure) for name, sure in certain.items())


def masked(names: tuple[str, ...]) -> dict[str, str]:
    """张某 for two characters, 张某某 for three; 阿某 without a surname; those alike by 甲, 乙."""
    plain = {name: _mask("".join(name.split())) for name in names}
    masks: dict[str, str] = {}
    for name, mask in plain.items():
        alike = [other for other in names if plain[other] == mask]
        masks[name] = mask if len(alike) == 1 else _told_apart(name, alike.index(name))
    return masks


def _mask(name: str) -> str:
    if "·" in name or name.startswith(MINORITY) or not surname_of(name):
        return f"{name[0]}某"
    surname = surname_of(name)
    return surname + "某" * (len(name) - len(surname))


def _told_apart(name: str, place: int) -> str:
    return f"{surname_of(name) or name[0]}某{ORDER[place % len(ORDER)]}"


def _behind(text: str, folded: str) -> Iterator[tuple[str, bool]]:
    for role in CONCERNED.finditer(folded):
        place = _after_link(folded, role.end())
        if not name_at(text, place) and (apposed := APPOSED.match(folded, role.end())):
            place = apposed.end()
        yield from _list_from(text, folded, place, certain=True)
        if name := _spaced(text, place):
            yield name, True
    for act in ACTED_ON.finditer(folded):
        name = name_at(text, act.end(), strict=True)
        if not name and (treated := TREATED.match(folded, act.end())):
            name = treated[1] if is_name(treated[1]) else ""
        if name:
            yield name, False
    for found in FOUND_OUT.finditer(folded):
        if name := name_at(text, found.end()):
            yield name, False
    for role in SOMEBODY.finditer(folded):
        place = _after_link(folded, role.end())
        yield from _list_from(text, folded, place, certain=False)


def _spaced(text: str, place: int) -> str:
    """A name with spaces in it, as it stands: 赵  国庆. "" : none."""
    joined, found = "", ""
    for at, char in enumerate(text[place : place + 12], place):
        if char in SPACES and joined:
            continue
        if not ONE.match(char) or len(joined) == LONGEST:
            break
        joined += char
        said = text[place : at + 1]
        if said != joined and is_name(joined):
            found = said
    return found


def _after_link(folded: str, place: int) -> int:
    linked = re.compile(LINK).match(folded, place)
    return linked.end() if linked else place


def _list_from(text: str, folded: str, place: int, *, certain: bool) -> Iterator[tuple[str, bool]]:
    """A name, and those that stand with it: 张三、李四和John Smith."""
    while name := name_at(text, place, strict=not certain) or text[place : latin_at(folded, place)]:
        yield name, certain
        following = NEXT.match(text, place + len(name))
        if following is None:
            return
        place = following.end()


def _with_sex(text: str) -> Iterator[tuple[str, bool]]:
    for found in WITH_SEX.finditer(text):
        run, about = found[1], found[2]
        for length in (4, 3, 2):
            name = run[-length:]
            left = text[found.start(1) + len(run) - length - 1 : found.end(1) - length]
            if len(name) != length or not is_name(name) or (left and left not in PAUSE):
                continue
            line = text[text.rfind("\n", 0, found.start()) + 1 :].split("\n", 1)[0]
            yield name, bool(AGE.search(about)) and not HONOURED.search(line)
            break
