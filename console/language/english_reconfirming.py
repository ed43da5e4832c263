"""English of facts that are confirmed once more before a stage goes out."""

ENGLISH = {
    "%(channel)s：开始后 %(after)s 分钟；%(before)s，最多等 %(most)s 分钟；错过超过 %(late)s 分钟，%(then)s": (
        "%(channel)s: %(after)s min after the start; %(before)s, waiting at most %(most)s min; missed "
        "by more than %(late)s min: %(then)s"
    ),
    "%(channel)s：开始后 %(after)s 分钟；%(before)s；错过超过 %(late)s 分钟，%(then)s": (
        "%(channel)s: %(after)s min after the start; %(before)s; missed by more than %(late)s min: "
        "%(then)s"
    ),
    "再次确认事实": "Confirm the facts again",
    "再次确认事实后": "After the facts are confirmed again",
    "，且再次确认事实后": ", once the facts are confirmed again",
    "等再次确认事实": "Waits for the facts to be confirmed again",
    "等再次确认事实，确认后才发出。": "Waits for the facts to be confirmed again; goes out only then.",
    "按发布计划，有人再次确认事实后才发出。": (
        "By the plan it goes out once somebody has confirmed the facts again."
    ),
    "发布计划写明：有的渠道要等有人再次确认事实才发出。请对照台账和现场情况，看这一篇（指纹 %(digest)s）是否仍然成立。您的确认在 %(hours)s 小时内算数；到发出时已过，或台账又有变化的，还会再问一次。": (
        "By its plan, some channels go out only once somebody has confirmed the facts again. Compare "
        "this release (digest %(digest)s) with the ledger and with what is known on scene. Your "
        "word counts for %(hours)s h: when it goes out later, or the ledger changes, you will be "
        "asked again."
    ),
    "看事件台账": "See the incident's ledger",
    "事实仍然成立，可以发出": "The facts still hold: send",
    "已再次确认事实。等着的渠道照发布计划发出。": (
        "The facts are confirmed again. The channels that waited go out by the plan."
    ),
    "本稿没有等再次确认事实的渠道。": (
        "No channel of this release waits for the facts to be confirmed again."
    ),
    "再次确认事实要由没有参与起草的人来做。请另一位可以核实事实的同事确认。": (
        "The facts are confirmed again by somebody who wrote none of it. Ask another colleague who "
        "may confirm facts."
    ),
    "按发布计划，这一篇要再次确认事实后才发出。请打开通稿，对照台账确认。": (
        "By its plan this release goes out once the facts are confirmed again. Open it, compare it "
        "with the ledger, and confirm."
    ),
    "再次确认之后台账又有变化，这一篇停下等新的确认。请打开通稿，对照台账。": (
        "The ledger changed after the facts were confirmed again; this release waits for a new "
        "confirmation. Open it and compare it with the ledger."
    ),
    "上次确认事实离发出已太久，不再算数，这一篇停下等新的确认。请打开通稿，对照台账。": (
        "The facts were confirmed again too long before it goes out: that no longer counts, and this "
        "release waits for a new confirmation. Open it and compare it with the ledger."
    ),
    "上次确认事实离发出已太久，不再算数，等新的确认。": (
        "The facts were confirmed again too long before it goes out: that no longer counts; waits "
        "for a new confirmation."
    ),
    "再次确认之后台账又有变化，等新的确认。": (
        "The ledger changed after the facts were confirmed again; waits for a new confirmation."
    ),
    "%(number)s 的%(channel)s应于 %(time)s 发出，还没有人再次确认事实。": (
        "%(number)s on %(channel)s was due at %(time)s; nobody has confirmed the facts again yet."
    ),
}
