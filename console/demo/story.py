"""「重演一夜」: what is said, and in which order things are done. Made up from end to end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from console.incidents.rules.categories import Category
from console.incidents.rules.facts import FactKey
from console.incidents.rules.levels import Degree, Level
from console.incidents.rules.reception import Reception
from console.incidents.service import IncidentForm
from console.kernel.clock import local
from console.people.rules.roles import Role
from console.releases.rules.kinds import Kind

OCCURRED_BEFORE: Final = timedelta(minutes=38)
DETECTED_BEFORE: Final = timedelta(minutes=35)
INCIDENT: Final = "平安工业园一厂房爆炸"
COLUMN: Final = "bulletins"


class Deed(StrEnum):
    OPEN = "open"  # the incident
    DRAFT = "draft"
    SUBMIT = "submit"
    UNIT_HEAD = "unit_head"
    SECRECY = "secrecy"
    LEADER = "leader"
    VISITOR = "visitor"  # the one signature that is left for the visitor
    OUT = "out"  # wait until the public page is there
    WEIBO = "weibo"
    WECHAT = "wechat"
    END = "end"


SIGNED_BY: Final[Mapping[Deed, Role]] = {
    Deed.UNIT_HEAD: Role.UNIT_HEAD,
    Deed.SECRECY: Role.SECRECY_REVIEWER,
    Deed.LEADER: Role.BUREAU_LEADER,
}


@dataclass(frozen=True, slots=True)
class Times:
    """As a text says them: the moment it happened, and the present."""

    occurred: str
    now: str
    day: str


@dataclass(frozen=True, slots=True)
class Scene:
    title: str
    kind: Kind
    words: Callable[[Times], str]
    corrects: int | None = None  # the scene whose release it corrects
    known: Mapping[FactKey, int] = field(default_factory=dict)  # what the ledger learns before


@dataclass(frozen=True, slots=True)
class Beat:
    """``pause``: from the beat before it."""

    deed: Deed
    scene: int
    pause: timedelta


def _first(t: Times) -> str:
    return (
        f"{t.occurred}，我市示例区平安工业园一厂房发生爆炸并引发火灾。接报后，公安、消防救援、应急管理、"
        "卫生健康等部门立即赶赴现场，开展灭火、搜救和人员疏散。\n"
        f"截至{t.now}，已疏散周边人员320余人，搜救出4人，均已送医救治。伤亡情况正在核实。\n"
        "现场周边平安路、工业三路已实行交通管制，请过往车辆绕行，为救援车辆让出通道。\n"
        "事故原因正在调查。后续情况将及时通报。"
    )


def _second(t: Times) -> str:
    return (
        f"截至{t.now}，现场明火已扑灭，搜救仍在进行。经初步核实，事故造成2人死亡、4人受伤，另有1人失联。"
        "伤者均在医院接受治疗，暂无生命危险。\n"
        "公安机关已通知遇难人员家属，并安排专人陪同。涉事企业有关人员正在配合调查。\n"
        "环境监测部门在周边布设了监测点，目前空气质量未见异常。"
    )


def _third(t: Times, injured: int = 6) -> str:
    return (
        f"截至{t.now}，失联人员已取得联系，本人安全。事故造成2人死亡、{injured}人受伤，"
        "伤者均无生命危险。现场搜救工作已经结束。\n"
        "工业三路已恢复通行，平安路（工业三路至工业五路段）继续管制。\n"
        "网上流传的“有毒气体大面积扩散”与事实不符。周边监测点数据持续正常，请勿轻信和传播未经核实的信息。"
    )


def _corrected(t: Times) -> str:
    return (
        f"{_third(t, injured=5)}\n"
        "更正说明：经与收治医院逐一核对，1名伤者转院时被重复登记，受伤人数应为5人。"
        "此前发布的数字有误，谨此更正，并致歉意。"
    )


def _final(t: Times) -> str:
    return (
        f"截至{t.now}，平安工业园厂房爆炸事故现场处置工作结束。事故共造成2人死亡、5人受伤，无失联人员。\n"
        "平安路已全线恢复通行，疏散人员已陆续返回。伤者救治和遇难人员善后工作由专班负责。\n"
        "事故调查组已经成立，将依法依规开展调查，结果由调查组向社会公布。\n"
        "向遇难者表示哀悼，向参与救援和予以支持的各界表示感谢。"
    )


def _known(deaths: int, injuries: int, missing: int) -> Mapping[FactKey, int]:
    return {FactKey.DEATHS: deaths, FactKey.INJURIES: injuries, FactKey.MISSING: missing}


RECEPTION: Final = Reception("示例市公安局新闻宣传科", "0000-0000110", "林知远 新闻发言人")

SCENES: Final[tuple[Scene, ...]] = (
    Scene("情况通报", Kind.INITIAL, _first),
    Scene("情况通报（二）", Kind.UPDATE, _second, known=_known(2, 4, 1)),
    Scene("情况通报（三）", Kind.UPDATE, _third, known=_known(2, 6, 0)),
    Scene(
        "关于《情况通报（三）》的更正", Kind.CORRECTION, _corrected, corrects=2,
        known={FactKey.INJURIES: 5},
    ),
    Scene("情况通报（四）", Kind.FINAL, _final, known=_known(2, 5, 0)),
)  # fmt: skip
VISITORS: Final = 1  # the scene that waits for the visitor's signature


def _beats() -> tuple[Beat, ...]:
    def after(seconds: float, deed: Deed, scene: int) -> Beat:
        return Beat(deed, scene, timedelta(seconds=seconds))

    beats = [after(0, Deed.OPEN, 0)]
    for scene in range(len(SCENES)):
        last = Deed.VISITOR if scene == VISITORS else Deed.LEADER
        beats += [
            after(6 if scene else 3, Deed.DRAFT, scene),
            after(6, Deed.SUBMIT, scene),
            after(4, Deed.UNIT_HEAD, scene),
            after(4, Deed.SECRECY, scene),
            after(4, last, scene),
            after(1, Deed.OUT, scene),
            after(4, Deed.WEIBO, scene),
            after(4, Deed.WECHAT, scene),
        ]
    return (*beats, after(2, Deed.END, len(SCENES) - 1))


BEATS: Final = _beats()


def incident(at: datetime) -> IncidentForm:
    return IncidentForm(
        title=INCIDENT,
        place="示例区平安工业园",
        level=Level.LARGER,
        level_basis="厂房爆炸起火，伤亡尚在核实，先按可能造成3人以上死亡的较大事件处置，核实后调整。",
        detected_at=at - DETECTED_BEFORE,
        occurred_at=at - OCCURRED_BEFORE,
        category=Category.ACCIDENT_DISASTER,
        response_level=Degree.THIRD,
    )


def times(occurred: datetime, at: datetime, zone: ZoneInfo) -> Times:
    then, here = local(occurred, zone), local(at, zone)
    clock = _clock(here)
    now = clock if then.date() == here.date() else f"{here.month}月{here.day}日{clock}"
    return Times(
        occurred=f"{then.month}月{then.day}日{_clock(then)}许",
        now=now,
        day=f"{here.month}月{here.day}日",
    )


def _clock(moment: datetime) -> str:
    """20时10分, 0时5分; a full hour is 20时."""
    return f"{moment.hour}时{moment.minute}分" if moment.minute else f"{moment.hour}时"
