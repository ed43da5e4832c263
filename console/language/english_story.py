"""English of an incident's story."""

ENGLISH = {
    "全程记录": "The whole record",
    "只看": "Show only",
    "数值": "Value",
    "决定与处置": "Decisions and acts",
    "打印": "Print",
    "注明有误": "Marked as mistaken",
}
