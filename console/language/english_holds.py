"""English of holds: sending through, and what a resuming would do."""

ENGLISH = {
    "现在没有暂缓，本稿会按发布计划发出。": (
        "Nothing is on hold now; this release goes out by its plan."
    ),
    "本稿是单独暂缓的。要发出，请恢复这项暂缓。": (
        "This release is held by itself. Resume that hold to send it."
    ),
    "暂缓期间只有更正、撤回和保护公众的通告、预警可以越过。要发这一篇，请先恢复发布。": (
        "During a hold only corrections, withdrawals and notices or warnings that protect the "
        "public may pass. To send this one, resume first."
    ),
    "停下的有您写的文字，而暂缓是别人按的。请没有参与起草的人恢复。": (
        "This hold stops words that you wrote, and somebody else placed it. Ask somebody who wrote "
        "none of them to resume."
    ),
    "%(name)s 也按了暂缓。": "%(name)s pressed hold too.",
    "恢复前再确认一次是您本人。": "Confirm once more that it is you, before publishing resumes.",
    "发布刚刚暂缓了。撤回会越过暂缓立即发出；确认要这样做，请再按一次。": (
        "Publishing has just been put on hold. A withdrawal passes the hold and goes out at once; "
        "if you mean that, press once more."
    ),
    "发布正在暂缓。撤回不等恢复：按下后越过暂缓立即发出，其他的仍停着。谁、为什么，都记入审计。": (
        "Publishing is on hold. A withdrawal does not wait: once pressed it passes the hold and goes "
        "out at once; everything else stays held. Who and why is kept in the audit."
    ),
    "越过暂缓撤回": "Withdraw through the hold",
    "越过暂缓发出": "Send through the hold",
    "已越过暂缓发出。其他通稿仍停着。": "Sent through the hold. Other releases stay held.",
    "发布正在暂缓；本稿已由人决定越过暂缓发出。": (
        "Publishing is on hold; somebody decided that this release goes out all the same."
    ),
    "发布正在暂缓。更正、撤回和保护公众的通告可以不等恢复：只有本稿照发布计划发出，其他的仍停着。谁、为什么，都记入审计。": (
        "Publishing is on hold. A correction, a withdrawal or a notice that protects the public "
        "need not wait: only this release goes out, by its plan; the rest stays held. Who did it, "
        "and why, is kept in the audit."
    ),
    "为什么现在就要发": "Why it must go now",
    "情况有变，发不出去": "Something changed: it would not go",
    "恢复以后，发出前的检查仍会拦下。先打开通稿处理。": (
        "After resuming, the check before delivery would still stop it. Open the release first."
    ),
    "签字已失效，不会发出": "Signatures fell: it will not go",
    "暂缓之后取回或退回过。重新送审、签发后才会发出。": (
        "Recalled or sent back during the hold. It goes out once it is submitted and signed again."
    ),
    "常规静默：另有重大事件，先停下。": "Routine quiet: held because of a grave incident elsewhere.",
    "常规静默": "Routine quiet",
    "没有选择要暂缓的通稿。": "No release was chosen; nothing was held.",
    "属于另一起进行中的事件": "Belongs to another incident under way",
    "更正或保护公众的通告": "A correction, or a notice that protects the public",
    "重大情况之下，与本事件无关的通稿照常发出可能不合时宜。选中的会各自暂缓，以后逐篇恢复；本事件的发布不受影响。": (
        "At such a moment routine releases may jar. Those ticked are held one by one and resumed "
        "one by one; this incident's own releases go on."
    ),
    "暂缓选中的": "Hold those ticked",
    "照常发布，去事件页": "Let them go out; to the incident",
    "没有排在后面的常规通稿": "Nothing routine is scheduled",
    "本事件之外现在没有等待发出的通稿。": "Outside this incident nothing waits to go out.",
    "去事件页": "To the incident",
    "逐篇恢复": "Resume one by one",
}

PLURALS = {
    "%(num)s 篇排在后面": (
        "%(num)s release is still to go out",
        "%(num)s releases are still to go out",
    ),
    "已暂缓 %(num)s 篇。": ("%(num)s release held.", "%(num)s releases held."),
    "已静默 %(num)s 篇": ("%(num)s release is quiet", "%(num)s releases are quiet"),
}
