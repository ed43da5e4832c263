"""English of ``sentences_publishing``."""

ENGLISH = {
    "没有这条提醒，可能已经处理。请刷新后再看。": (
        "There is no such notice; it may have been dealt with. Reload and look again."
    ),
    "通稿已由更正取代，不再发出。若已在平台发出，请在那里注明更正。": (
        "A correction has replaced the release; this will not go out. If it was posted, note the "
        "correction there."
    ),
    "更正已撤回，不需要再注明。": (
        "The correction was withdrawn; there is nothing to note any more."
    ),
    "这是演练，到签发为止，不向任何渠道发出。": (
        "This is a drill: it ends with the last signature, and nothing goes out on any channel."
    ),
    "这个账号没有发出过这篇通稿，不需要处理。": (
        "This account never carried the release; nothing needs to be done."
    ),
    "配置里已没有“%(account)s”这个账号，没有发出。请告诉管理员。": (
        "The configuration no longer has the account “%(account)s”; nothing went out. Tell the "
        "administrator."
    ),
    "%(channel)s的账号“%(account)s”已不在配置里，那里的内容没有更新或撤回。请人工处理。": (
        "%(channel)s: the account “%(account)s” is no longer configured, and what it posted was "
        "neither updated nor withdrawn. See to it by hand."
    ),
    "通稿已由更正取代，没有发出。": "A correction has replaced the release; nothing went out.",
    "发布计划里的“%(channel)s”已没有账号，不能签发。请退回修改计划，或请管理员恢复账号。": (
        "“%(channel)s” in the rollout plan has no account any more, so the release cannot be "
        "signed off. Send it back to change the plan, or have the account restored."
    ),
    "网页已写好，列表还没有写成，稍后自动再试。": (
        "The page is written, the lists are not yet; it will be tried again."
    ),
    "这个链接已用来确认 %(number)s。请从平台复制这一条自己的地址；若是那一篇贴错了，请更正那一篇的链接。": (
        "This link has already confirmed %(number)s. Copy this post’s own address from the"
        " platform; if it was that release that got a wrong one, put its link right."
    ),
}
