"""What publishing and the notices say, beyond the rollout screens' own sentences."""

SENTENCES = {
    "notice.not_there": "没有这条提醒，可能已经处理。请刷新后再看。",
    "delivery.superseded": "通稿已由更正取代，不再发出。若已在平台发出，请在那里注明更正。",
    "delivery.correction_withdrawn": "更正已撤回，不需要再注明。",
    "delivery.drill": "这是演练，到签发为止，不向任何渠道发出。",
    "delivery.nothing_there": "这个账号没有发出过这篇通稿，不需要处理。",
    "delivery.no_account": "配置里已没有“%(account)s”这个账号，没有发出。请告诉管理员。",
    "delivery.told_no_account": (
        "%(channel)s的账号“%(account)s”已不在配置里，那里的内容没有更新或撤回。请人工处理。"
    ),
    "warrant.superseded": "通稿已由更正取代，没有发出。",
    "plan.no_account": "发布计划里的“%(channel)s”已没有账号，不能签发。请退回修改计划，或请管理员恢复账号。",
    "channel.page_without_lists": "网页已写好，列表还没有写成，稍后自动再试。",
    "delivery.link_used": "这个链接已用来确认 %(number)s。请从平台复制这一条自己的地址；若是那一篇贴错了，请更正那一篇的链接。",
}
