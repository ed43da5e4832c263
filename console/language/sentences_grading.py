"""Sentences of the incident form's numbers and level."""

SENTENCES = {
    "incident.no_category": "请选择事件类别。",
    "incident.bad_count": "请填整数，最多 7 位；不掌握就空着。",
    "incident.look_at_level": "按所填情况，提议的级别是“%(level)s”。请核对后再提交。",
}
