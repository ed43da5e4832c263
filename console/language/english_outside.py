"""English of what the public sees."""

ENGLISH = {
    "从公众网址看到": "Seen at the public address",
    "公众看不到": "Not visible to the public",
    "要求再看一次": "Asked to look again",
    "%(time)s 起公众看不到：%(saw)s": "Not visible to the public since %(time)s: %(saw)s",
    "已写好，正在从公众网址核实。": "Written; now being checked at the public address.",
    "正在再看一次，稍后刷新。": "Looking again; reload in a moment.",
    "最近一次 %(time)s 看过。": "Last looked at %(time)s.",
    "%(time)s 再看。": "Looks again at %(time)s.",
    "三天没有看到，不再自动去看。": "Not seen for three days; nobody looks by itself any more.",
    "现在再看": "Look again now",
    "公众网站太久没有回答。": "The public site took too long to answer.",
    "连不上公众网站（%(reason)s）。": "The public site cannot be reached (%(reason)s).",
    "公众网址上回答的不像是本站。": "What answers at the public address does not look like this site.",
    "公众网站答的是错误（%(status)s）。": "The public site answers with an error (%(status)s).",
    "公众网址上没有这一页（%(status)s）。": "The public address has no such page (%(status)s).",
    "公众看到的还是旧的一页，中间的缓存没有更新。": (
        "The public still sees the older page: a cache on the way was not renewed."
    ),
    "公众网址上是另一页，不是这篇通稿。": "The public address shows another page, not this release.",
    "已撤回的通稿，公众仍能看到原文。": "The release was withdrawn, and the public still sees its words.",
    "原文已看不到，但撤回说明也没有显示（%(status)s）。": (
        "The words are gone, but the notice of withdrawal is not shown either (%(status)s)."
    ),
    "公众网址上没有订阅源（%(status)s）。": "The public address has no feed (%(status)s).",
    "公众看到的订阅源里没有这一篇。": "The feed that the public sees does not have this release.",
    "公众看到的订阅源还是旧的。": "The feed that the public sees is an older one.",
    "公众网站的文件里没有这一页，请管理员运行 fayan doctor。": (
        "The files of the public site have no such page; have an administrator run fayan doctor."
    ),
    "没能去看，稍后自动再看。": "It could not be looked at; it will be, by itself.",
    "CDN 没有接受刷新（%(status)s），稍后自动再试。": (
        "The CDN did not accept the purge (%(status)s); it will be tried again."
    ),
    "连不上 CDN 的刷新接口（%(reason)s），稍后自动再试。": (
        "The CDN's purge address cannot be reached (%(reason)s); it will be tried again."
    ),
    "刷新 CDN 时出错，稍后自动再试。请告诉管理员。": (
        "Purging the CDN broke; it will be tried again. Tell the administrator."
    ),
    "已经看到了，或后面又有更新，不用再看。": (
        "It was seen, or something newer has followed: there is nothing to look for any more."
    ),
    "%(channel)s已写好，但公众看不到。请看原因并处理。": (
        "%(channel)s: written, but the public cannot see it. Look at why, and see to it."
    ),
    "%(number)s 的%(channel)s已写好，公众看不到：%(why)s": (
        "%(number)s, %(channel)s: written, and the public cannot see it: %(why)s"
    ),
    "%(number)s 的%(channel)s已写好，还没有人从公众网址看过。发送进程可能没有运行。": (
        "%(number)s, %(channel)s: written, and nobody has looked at the public address yet. The "
        "dispatcher may not be running."
    ),
}
