"""One word for one thing (ui.md): tables of value → Chinese word, for screens and sentences.

A room with many words keeps them in ``words_<room>.py`` beside this. ``TABLES`` lists them by name: templates say ``{{ stage | word('stage') }}``.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module

import console.language as room

STAGE = {
    "draft": "草稿",
    "in_review": "审签中",
    "signed": "已签发",
    "scheduled": "待发布",
    "publishing": "发布中",
    "published": "已发布",
    "withdrawn": "已撤回",
    "superseded": "已被更新",
    "discarded": "已弃用",
    "held": "暂缓",  # derived from a hold
}
ACTION = {
    "edit": "修改",
    "submit": "送审",
    "recall": "取回修改",
    "sign": "审核通过",
    "sign_off": "签发",
    "send_back": "退回",
    "schedule": "排入发布计划",
    "postpone": "推迟",
    "begin": "开始发布",
    "pause": "中止发布",
    "publish": "发布",
    "update": "更新",
    "withdraw": "撤回",
    "supersede": "由更正取代",
    "reinstate": "更正撤回后恢复",
    "discard": "弃用",
    "call_off": "随演练结束作废",
}
DELIVERY_STATE = {
    "waiting": "等待",
    "due": "到时",
    "sending": "发送中",
    "sent": "已送出",
    "confirmed": "已确认",
    "retrying": "重试中",
    "unknown": "结果待核",
    "handed_over": "待人工代发",
    "failed": "失败",
    "cancelled": "已取消",
}
OUTCOME = {
    "open": "进行中",
    "sent": "已送出",
    "handed_over": "待人工代发",
    "unavailable": "渠道暂不可用",
    "rejected": "渠道拒绝",
    "uncertain": "结果待核",
    "refused": "未放行",
    "lost": "中断",
}
KIND = {
    "initial": "首报",
    "update": "续报",
    "final": "终报",
    "correction": "更正",
    "erratum": "文字勘误",
    "rebuttal": "辟谣",
    "statement": "情况说明",
    "notice": "通告",
    "wanted": "悬赏通缉",
}
ROLE = {
    "spokesperson": "新闻发言人",
    "editor": "拟稿人",
    "unit_head": "部门负责人",
    "secrecy_reviewer": "保密审查员",
    "legal_reviewer": "法制审核员",
    "bureau_leader": "局领导",
    "scene_commander": "现场最高指挥员",
    "media_reception": "媒体接待",
    "auditor": "审计员",
    "administrator": "管理员",
    "deputy": "副职",
}
STEP = {
    "unit_head": "审核",
    "secrecy_reviewer": "保密审查",
    "legal_reviewer": "法制审核",
    "bureau_leader": "签发",
    "scene_commander": "现场签发",
    "deputy": "审核",
}
LEVEL = {
    "extremely_serious": "特别重大",
    "serious": "重大",
    "larger": "较大",
    "general": "一般",
    "ungraded": "未定级",
}
INCIDENT_STATUS = {"open": "进行中", "closed": "已结束"}
CHANNEL = {
    "website": "网站",
    "feeds": "订阅",
    "weibo": "微博",
    "wechat": "微信",
}
PRECONDITION = {"none": "无前提", "previous": "前一阶段发出后", "facts": "再次确认事实后"}
IF_LATE = {"publish": "照常发布", "hold": "先暂缓", "ask": "请示后再发"}
MOVE = {
    "confirm": "确认已发",
    "not_sent": "未发布",
    "retry": "重试",
    "cancel": "取消发送",
    "relink": "更正链接",
}
AFTER_SIGNING = {"postpone": "推迟", "hold": "暂缓本稿"}
HOLD_SCOPE = {"all": "全部", "incident": "本事件", "release": "本稿"}
PROOF = {"password": "口令"}
PERMISSION = {
    "home:read": "查看工作台",
    "release:read": "查看通稿",
    "release:draft": "拟稿",
    "release:submit": "送审",
    "release:sign": "审核和签发",
    "release:send_back": "退回",
    "release:postpone": "推迟发布",
    "release:hold": "暂缓发布",
    "release:verify": "标注核实中",
    "telephone:attest": "电话核签通话和见证",
    "release:withdraw": "撤回",
    "release:discard": "弃用",
    "delivery:read": "查看发布排期",
    "delivery:handover": "人工代发",
    "incident:read": "查看事件",
    "incident:manage": "管理事件",
    "fact:enter": "登记情况",
    "fact:confirm": "核实情况",
    "clock:waive": "豁免时限",
    "finding:override": "例外放行",
    "template:read": "查看模板",
    "template:manage": "管理模板",
    "duty:read": "查看值班",
    "duty:manage": "排班",
    "duty:hand_over": "交接班",
    "authorisation:give": "授权他人",
    "people:read": "查看人员",
    "people:manage": "管理人员",
    "account:manage": "管理平台账号",
    "audit:read": "查看审计",
    "system:begin": "由系统执行",
}
EVENT = {
    "people:session:opened": "登录",
    "people:session:refused": "登录失败",
    "people:session:closed": "退出登录",
    "people:session:revoked": "登录被终止",
    "people:person:added": "新增人员",
    "people:person:changed": "修改人员信息",
    "people:role:assigned": "分配角色",
    "people:role:revoked": "收回角色",
    "people:password:changed": "口令变更",
    "files:file:stored": "存入附件",
    "incidents:incident:opened": "登记事件",
    "incidents:incident:changed": "修改事件",
    "incidents:incident:closed": "结束事件",
    "incidents:incident:reopened": "重新开启事件",
    "releases:draft:started": "开始拟稿",
    "releases:revision:made": "保存新版本",
    "releases:release:submitted": "送审",
    "releases:release:recalled": "取回修改",
    "releases:release:signed": "签字",
    "releases:release:sent_back": "退回",
    "releases:signatures:fell": "签字失效",
    "releases:release:scheduled": "排入发布计划",
    "releases:release:postponed": "推迟发布",
    "releases:release:publishing": "开始发布",
    "releases:release:paused": "中止发布",
    "releases:release:published": "已发布",
    "releases:release:withdrawn": "撤回",
    "releases:release:superseded": "由更正取代",
    "releases:release:reinstated": "更正撤回后恢复",
    "releases:release:discarded": "弃用",
    "publishing:hold:placed": "暂缓发布",
    "publishing:hold:lifted": "恢复发布",
    "publishing:facts:reconfirmed": "再次确认事实",
    "publishing:hold:passed": "越过暂缓发出",
    "publishing:quiet:begun": "常规静默",
    "releases:verifying:placed": "标注核实中",
    "releases:verifying:confirmed": "核实无误",
    "releases:verifying:ended": "核实中结束",
    "publishing:delivery:planned": "安排发送",
    "publishing:attempt:opened": "开始发送",
    "publishing:attempt:closed": "发送结束",
    "publishing:delivery:refused": "发送未放行",
    "publishing:delivery:handed_over": "转人工代发",
    "publishing:delivery:confirmed": "人工代发已确认",
    "publishing:delivery:relinked": "代发的链接已更正",
    "publishing:delivery:not_sent": "核实为未发布",
    "publishing:delivery:retried": "重新发送",
    "publishing:delivery:cancelled": "发送已取消",
    "audit:head:noted": "留存当日指纹",
    "demo:night:replayed": "重演一夜",
}

ERROR_TITLE = {
    "400": "页面已过期",
    "401": "请重新登录",
    "403": "您不能进行这项操作",
    "404": "没有找到",
    "409": "情况已变化",
    "413": "内容过大",
    "422": "请检查所填内容",
    "429": "请稍后再试",
    "500": "系统出错",
    "503": "系统正忙",
}
DETAIL = {
    "action": "动作",
    "active": "在用",
    "address": "地址",
    "all": "全部",
    "attempt": "次序",
    "basis": "定级依据",
    "by": "经手人",
    "chain": "审签链",
    "channel": "渠道",
    "changed": "修改了",
    "column": "栏目",
    "day": "日期",
    "digest": "内容指纹",
    "file": "附件",
    "hash": "链头",
    "kind": "种类",
    "last": "末条序号",
    "level": "级别",
    "number": "编号",
    "outcome": "结果",
    "proof": "身份验证",
    "reason": "原因",
    "revision": "版本",
    "role": "角色",
    "scope": "范围",
    "sha256": "内容指纹",
    "source": "来源",
    "stage": "状态",
    "state": "状态",
    "step": "步骤",
    "title": "标题",
    "until": "至",
    "username": "用户名",
}
PARTICULAR = {
    "name": "姓名",
    "post": "职务",
    "unit": "单位",
    "telephone": "电话",
    "active": "在用",
}
SUBJECT = {
    "release": "通稿",
    "delivery": "发送",
    "incident": "事件",
    "person": "人员",
    "file": "附件",
    "hold": "暂缓发布",
    "head": "当日链头",
    "sign-in": "未知用户名",
}
PLACE = {
    "home": "工作台",
    "releases": "通稿",
    "rollout": "排期",
    "incidents": "事件",
    "notices": "通知",
    "people": "人员",
    "audit": "审计",
}

_OWN: Mapping[str, Mapping[str, str]] = {
    "stage": STAGE,
    "action": ACTION,
    "delivery_state": DELIVERY_STATE,
    "outcome": OUTCOME,
    "kind": KIND,
    "role": ROLE,
    "step": STEP,
    "level": LEVEL,
    "incident_status": INCIDENT_STATUS,
    "channel": CHANNEL,
    "precondition": PRECONDITION,
    "if_late": IF_LATE,
    "move": MOVE,
    "after_signing": AFTER_SIGNING,
    "hold_scope": HOLD_SCOPE,
    "proof": PROOF,
    "permission": PERMISSION,
    "event": EVENT,
    "error_title": ERROR_TITLE,
    "place": PLACE,
    "subject": SUBJECT,
    "detail": DETAIL,
    "particular": PARTICULAR,
}


def _tables() -> Mapping[str, Mapping[str, str]]:
    """Our own, and what each ``words_<room>.TABLES`` beside this module adds to them."""
    merged = {name: dict(table) for name, table in _OWN.items()}
    for found in sorted(pkgutil.iter_modules(room.__path__), key=lambda module: module.name):
        if found.name.startswith("words_"):
            added = import_module(f"{room.__name__}.{found.name}").TABLES
            for name, table in added.items():
                merged.setdefault(name, {}).update(table)
    return merged


TABLES: Mapping[str, Mapping[str, str]] = _tables()


def word(value: str, table: str) -> str:
    """The Chinese word; ``value`` itself where the table has none (an old event name)."""
    return TABLES[table].get(str(value), str(value))
