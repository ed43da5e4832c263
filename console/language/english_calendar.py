"""English of the calendar."""

ENGLISH = {
    "发布日历": "Calendar of releases",
    "日历": "Calendar",
    "上月": "Month before",
    "本月": "This month",
    "下月": "Month after",
    "这个月没有发出的，也没有排定的。": "Nothing went out this month, and nothing is scheduled.",
    "已发": "Out",
    "待发": "To go",
}
