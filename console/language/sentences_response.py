"""Sentences of the response checklist."""

SENTENCES = {
    "task.twice": "%(file)s 第 %(line)s 行：两个清单事项都叫“%(name)s”。请改其中一个的 name。",
    "task.not_there": "没有这个清单事项。请刷新页面再看。",
    "task.settled": "这个事项已经办结。需要改时，先重新打开。",
    "task.no_owner": "请选择负责人。",
    "task.not_yet": "办结时间还没有到。请填实际办结的时间。",
    "task.before": "办结时间早于接报时间。请核对。",
    "task.nobody_told": "请勾选已经告知的单位。",
    "task.no_reason": "请写明为什么不适用。",
    "task.told_overdue": "%(number)s 的“%(title)s”已过最迟时间，还没有办结。",
    "reception.bad_unit": "请只写部门名称，例如：市公安局新闻宣传科。",
    "reception.bad_telephone": "请填办公电话，不要填个人手机号。",
    "reception.bad_spokesperson": "请只写姓名和职务，例如：陈静 新闻发言人。",
    "reception.no_unit": "请写明接待电话属于哪个部门。",
}
