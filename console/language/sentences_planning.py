"""What the plan's editor answers."""

SENTENCES = {
    "plan.minutes": "请填 0 到 %(most)s 的整数，单位是分钟。",
    "plan.other_channels": "发布计划里的渠道与这份草稿不同。请刷新后再改。",
    "plan.unreadable": "没有看懂这一项。请从列表里选。",
}
