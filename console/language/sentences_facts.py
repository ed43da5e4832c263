"""Sentences of the fact ledger."""

SENTENCES = {
    "fact.nothing": "还没有填任何情况。不掌握的空着，问过而不知道的选“不详”。",
    "fact.no_value": "请填内容；问过而不知道的，选“不详”。",
    "fact.no_number": "请填整数，例如 3；金额可写 1200万、1.2亿。",
    "fact.both": "填了数字又选了“不详”。请只留一样。",
    "fact.injured": "受伤合计与重伤、轻伤对不上。请核对；只知道合计的，重伤、轻伤空着。",
    "fact.label": "其他情况要有名称和内容，名称最多 %(most)s 个字。",
    "fact.too_long": "写得太长，最多 %(most)s 个字。请缩短。",
    "fact.no_source": "请写来源，核实的人才知道去问谁。",
    "fact.not_there": "没有这条情况。请从情况台账重新进入。",
    "fact.mistaken": "这条已注明登记有误，不能再核实。请登记新的。",
    "fact.confirmed_before": "这条已经核实过，核实只作一次。要改是否公开，请用“改为可公开”或“改为不公开”。",
    "fact.not_confirmed": "这条还没有核实。请先核实，再定是否公开。",
    "fact.cleared": "这条的内容已按规定清除，不能再核实或比对。",
    "fact.not_personal": "伤亡人数和金额不算个人信息，不必标。",
    "fact.mask_source": "来源里的“%(excerpt)s”须遮去：来源写单位、职务，不写全名、证件和号码。",
    "fact.mask_or_reason": "“%(excerpt)s”须改为遮名或删去；确需保留的，请写明理由。",
    "fact.own": "您登记的情况，要由另一人核实。",
}
