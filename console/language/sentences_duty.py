"""Sentences of duty."""

SENTENCES = {
    "duty.nobody": "现在无人值班，时限提醒改按职务通知。请尽快排班。",
    "duty.not_there": "没有这个班。它可能已被撤下，请回值班表再看。",
    "duty.same_person": "A 角和 B 角要是两个人。",
    "duty.no_person": "请选择值班人。",
    "duty.may_not_be_on_duty": "这个人不能排班：已离开，或不担任可以值班的角色。",
    "duty.ends_before_it_starts": "结束时间要晚于开始时间。",
    "duty.too_long": "一个班最长 %(hours)s 小时。",
    "duty.over": "这个时间已经过去，不能再排。",
    "duty.nothing_to_plan": "请选择还没有过去的日子，并给白班或夜班选人。",
    "duty.no_week_before": "上一周没有排班，没有可沿用的。",
    "duty.overlap": "与 %(other)s 开始的班重叠。",
    "duty.is_over": "这个班已经结束，不能再改。",
    "duty.has_begun": "这个班已经开始，开始时间不能再改。",
    "duty.begun_stays": "这个班已经开始，不能撤下；可以改由别人值。",
    "duty.changed_meanwhile": "这个班刚被别人改过。请回值班表再看。",
    "duty.role_cannot_hand_over": "%(file)s 第 %(line)s 行：%(role)s 没有交接班的权限，不能排班。",
    "duty.night_before_day": "%(file)s 第 %(line)s 行：夜班要晚于白班开始。",
}
