"""Words of the clocks."""

TABLES = {
    "standing": {
        "running": "计时中",
        "met": "按时完成",
        "late": "超时完成",
        "missed": "已超时",
        "past": "适用时已过",
        "waived": "已豁免",
        "off": "不再适用",
    },
    "event": {
        "incidents:clock:started": "时限起算",
        "incidents:clock:met": "时限内完成或补齐",
        "incidents:clock:ended": "时限不再适用",
        "incidents:clock:waived": "豁免时限",
        "incidents:conference:recorded": "登记发布会",
    },
    "detail": {"clock": "时限"},
}
