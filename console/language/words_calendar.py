"""How a release stands in the calendar."""

TABLES = {
    "appearance": {"out": "已发", "waiting": "待发", "held": "暂缓", "asked": "审签中"},
}
