"""Words of the guard in the workflow."""

TABLES = {
    "event": {
        "releases:finding:overridden": "例外放行",
        "releases:finding:override_dropped": "例外放行失效",
        "releases:finding:override_asked": "请人例外放行",
    },
    "detail": {
        "because": "原因",
        "excerpt_sha256": "原文指纹",
        "finding": "检查项",
        "overridden": "例外放行",
        "part": "位置",
    },
    "severity": {"block": "须改", "warn": "注意", "note": "提示"},
    "part": {
        "text": "正文",
        "title": "标题",
        "list_title": "列表标题",
        "weibo": "微博文字",
        "wechat_title": "微信标题",
        "wechat_digest": "微信摘要",
        "wechat_text": "微信正文",
        "attachments": "附件",
    },
}
