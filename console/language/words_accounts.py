"""Words of accounts, and of changes that a second administrator confirms."""

TABLES = {
    "account_change": {
        "roles": "调整角色",
        "close": "停用账号",
        "reopen": "恢复账号",
        "invite": "重设口令",
        "factors": "重置核验方式",
        "unlock": "解除登录暂停",
        "telephone": "更改电话",
        "unbind": "解除统一身份绑定",
    },
    "request_outcome": {"confirmed": "已确认生效", "refused": "未同意", "withdrawn": "已撤回申请"},
    "subject": {"account_request": "账号变更"},
    "event": {
        "people:session:paused": "登录失败过多，暂停",
        "people:access:denied": "越权访问被拒",
        "people:account:closed": "停用账号",
        "people:account:reopened": "恢复账号",
        "people:account:unlocked": "解除登录暂停",
        "people:invitation:made": "发邀请码",
        "people:invitation:used": "用邀请码设口令",
        "people:change:asked": "提出账号变更",
        "people:change:confirmed": "确认账号变更",
        "people:change:refused": "不同意账号变更",
        "people:change:withdrawn": "撤回账号变更",
    },
    "detail": {
        "change": "变更",
        "asked_by": "提出人",
        "roles": "给出的角色",
        "view": "页面",
        "minutes": "分钟",
    },
}
