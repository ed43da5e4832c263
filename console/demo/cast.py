"""Who plays: made-up people of a made-up bureau."""

from dataclasses import dataclass
from typing import Final

from console.people.rules.roles import Role


@dataclass(frozen=True, slots=True)
class Member:
    username: str
    role: Role
    name: str
    post: str
    unit: str


OFFICE: Final = "示例市公安局新闻发言人办公室"
TECHNICAL: Final = "示例市公安局科技信息化支队"

CAST: Final[tuple[Member, ...]] = (
    Member("spokesperson", Role.SPOKESPERSON, "林知远", "新闻发言人", OFFICE),
    Member("editor", Role.EDITOR, "苏晓雯", "新闻科民警", OFFICE),
    Member("unit-head", Role.UNIT_HEAD, "韩松", "指挥中心主任", "示例市公安局指挥中心"),
    Member("secrecy", Role.SECRECY_REVIEWER, "邵敏", "保密审查员", "示例市公安局保密委员会办公室"),
    Member("legal", Role.LEGAL_REVIEWER, "罗正言", "法制支队副支队长", "示例市公安局法制支队"),
    Member("leader", Role.BUREAU_LEADER, "周启明", "党委委员、副局长", "示例市公安局"),
    Member("leader-2", Role.BUREAU_LEADER, "高云帆", "党委委员、政治部主任", "示例市公安局"),
    Member("deputy", Role.DEPUTY, "蒋雨桐", "新闻发言人（B 角）", OFFICE),
    Member("commander", Role.SCENE_COMMANDER, "马骏", "特警支队支队长", "示例市公安局特警支队"),
    Member("media-reception", Role.MEDIA_RECEPTION, "叶青", "媒体接待员", OFFICE),
    Member("auditor", Role.AUDITOR, "邓书恒", "督察审计员", "示例市公安局督察支队"),
    Member("admin", Role.ADMINISTRATOR, "方锐", "系统管理员", TECHNICAL),
    Member("admin-2", Role.ADMINISTRATOR, "陶然", "系统管理员", TECHNICAL),
)  # fmt: skip
BY_NAME: Final = {member.username: member for member in CAST}

DRAFTER: Final = "spokesperson"
CONFIRMER: Final = "unit-head"
POSTER: Final = "media-reception"
SIGNERS: Final = {
    Role.UNIT_HEAD: "unit-head",
    Role.SECRECY_REVIEWER: "secrecy",
    Role.LEGAL_REVIEWER: "legal",
    Role.DEPUTY: "deputy",
    Role.BUREAU_LEADER: "leader",
}
