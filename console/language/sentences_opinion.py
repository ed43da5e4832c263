"""Sentences of levels, windows and closing."""

SENTENCES = {
    "incident.no_opinion_type": "请选择舆情类型。",
    "incident.no_degree": "请从列表里选择级别。",
    "incident.counts_closed": "伤亡数字的计数期限已过。要改动数字，请写明原因。",
    "incident.mask_reason": "结束的原因会一直留存，不写姓名、证件、电话。请把“%(excerpt)s”改为遮名或删去。",
    "hold.level_raised": "签发后事件级别升高，先停下，等人决定是否仍然发布。",
    "delivery.told_level_raised": "事件级别升高，已签发未发出的通稿已停下。请决定仍然发布，还是取回修改。",
}
