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
}
