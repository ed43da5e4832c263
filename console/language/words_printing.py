"""Words of what is printed."""

TABLES = {
    "fell": {"recalled": "因取回修改", "sent_back": "因退回", "edited": "因修改"},
    "remark": {
        "sent_back": "退回",
        "recalled": "取回修改",
        "withdrawn": "撤回",
        "postponed": "推迟",
    },
}
