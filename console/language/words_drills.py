"""Words of drills."""

TABLES = {
    "drill_part": {
        "opened": "登记事件",
        "graded": "定级",
        "task": "清单事项",
        "fact_entered": "情况登记",
        "fact_confirmed": "情况核实",
        "drafted": "开始起草",
        "submitted": "送审",
        "signed": "各级签字",
        "outlet": "渠道发出",
        "withdrawn": "撤回",
        "held": "暂缓",
        "ended": "演练结束",
    },
    "drill_note": {"fell": "签字后因修改失效", "called_off": "没有发出，已作废"},
    "event": {"incidents:drill:people": "定参演人员", "incidents:drill:ended": "结束演练"},
    "detail": {"people": "人员", "report_sha256": "报告指纹"},
}
