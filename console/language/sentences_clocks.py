"""Sentences of clocks, conferences and promises."""

SENTENCES = {
    "clock.twice": "两个时限都叫“%(name)s”。请改其中一个的 name。",
    "clock.not_there": "没有这个时限。请从事件页重新进入。",
    "clock.no_reason": "请写明豁免的原因。",
    "clock.settled": "这个时限已经完成、豁免或不再适用，不用豁免。",
    "clock.promise_past": "承诺的时间已经过去。请填将来的时间。",
    "clock.told_running": "%(number)s 的“%(title)s”已用去百分之 %(share)s，还没有完成。",
    "clock.told_out": "%(number)s 的“%(title)s”已到时限，还没有完成。",
    "conference.no_place": "请写召开的地点。",
    "conference.no_speaker": "请写发布人的姓名和职务。",
    "conference.bad_link": "链接要以 https:// 或 http:// 开头，不超过 500 个字符；没有就不填。",
    "conference.not_yet": "这个时间还没有到。开完之后再登记。",
    "conference.before": "发布会不会早于接报时间。请检查时间。",
}
