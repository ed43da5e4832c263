"""What drills say."""

SENTENCES = {
    "drill.not_there": "没有这次演练。请从“事件”里打开。",
    "drill.ended": "演练已经结束，不能再改、再开或再起草。需要时请登记一次新的演练。",
    "drill.ends_with_report": "这是演练，请在演练页“结束演练”，系统会存档一份报告。",
    "drill.no_such_person": "选的人里有的已不在名单上。请刷新后重新选择。",
    "drill.not_of_one_kind": "真实的通稿不能更正演练的，演练的也不能更正真实的。",
    "drill.quoted": "“%(number)s”是演练的编号，真实通稿里不能出现。请删去。",
    "drill.fact_quoted": "正文里有演练台账上的情况，真实通稿里不能出现。请删去，从本事件的台账重新插入。",
    "drill.told_admitted": "请您参加演练 %(number)s。它的提醒都标明演练，不要外传。",
    "drill.told_ended": "演练 %(number)s 已结束，报告可以查看。",
    "drill.told_overtaken": "真实事件 %(number)s 已登记，正在进行的演练请让路。",
    "delivery.drill_ended": "演练已结束，没有发出。",
}
