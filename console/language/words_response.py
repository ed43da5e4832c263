"""Words of the response checklist."""

TABLES = {
    "task_state": {
        "open": "待办",
        "overdue": "已超时",
        "done": "按时完成",
        "done_late": "超时完成",
        "skipped": "不适用",
    },
    "event": {
        "incidents:response:activated": "启动应急清单",
        "incidents:reception:named": "明确媒体接待和发言人",
        "incidents:task:assigned": "交办清单事项",
        "incidents:task:told": "告知",
        "incidents:task:done": "完成清单事项",
        "incidents:task:skipped": "清单事项不适用",
        "incidents:task:undone": "重新打开清单事项",
    },
    "detail": {
        "task": "清单事项", "recipient": "告知对象", "owner": "负责人", "spokesperson": "新闻发言人",
    },
}  # fmt: skip
