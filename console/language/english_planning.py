"""English of the plan's editor."""

ENGLISH = {
    "请填 0 到 %(most)s 的整数，单位是分钟。": "Enter a whole number from 0 to %(most)s, in minutes.",
    "发布计划里的渠道与这份草稿不同。请刷新后再改。": (
        "The channels of the plan are not those of this draft. Reload, then change it."
    ),
    "没有看懂这一项。请从列表里选。": "This was not understood. Choose from the list.",
    "发布计划已保存。": "The rollout plan was saved.",
    "本局默认": "Our usual plan",
    "送审以后，计划随文签字，不能再改。签发后只能推迟或暂缓；要改计划，请取回修改。": (
        "After submission the plan is signed with the words and cannot be changed. After signing it "
        "can only be postponed or held; to change it, recall the release."
    ),
    "由拟稿人安排发布计划。": "The rollout plan is made by who drafts.",
    "从首个阶段的时间算起：定时的从所定时间，签发即发的从最后一人签字。": (
        "Counted from the first stage: from the chosen time, or from the last signature."
    ),
    "常用计划": "Presets",
    "第 %(place)s 步": "Step %(place)s",
    "第 %(place)s 步最早何时": "Step %(place)s: earliest start",
    "最早在": "At the earliest after",
    "前提": "Precondition",
    "前一步不通，最多等": "If the step before fails, wait at most",
    "错过超过": "If missed by more than",
    "就": "Then",
    "提前一步": "One step earlier",
    "延后一步": "One step later",
    "保存发布计划": "Save the plan",
    "回到拟稿": "Back to the draft",
    "回到通稿": "Back to the release",
    "开始": "Start",
    "开始后 %(count)s 分钟": "%(count)s minutes after the start",
    "%(count)s 小时": "%(count)s h",
    "等前一步": "Waits for the step before",
    "照常发的时限": "Still sent as usual",
    "按顺序发：前一步发出，后一步才开始；前一步不通，就等到计划写的时限。": (
        "In order: a step begins when the one before is out, or after the time that the plan says."
    ),
    "改发布计划：时间、先后、错过怎么办": "Change the plan: times, order, what if missed",
    "改发布计划": "Change the plan",
    "看时间线": "See it on a line of time",
    "签发后 %(minutes)s 分钟": "%(minutes)s minutes after the last signature",
    "，且前一步发出后；前一步不通，最多等 %(minutes)s 分钟": (
        ", once the step before is out; if that fails, after %(minutes)s minutes at most"
    ),
    "错过超过 %(minutes)s 分钟：%(what)s": "Missed by more than %(minutes)s min: %(what)s",
}
