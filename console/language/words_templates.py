"""Words of templates."""

TABLES = {
    "place": {"release_templates": "模板"},
    "subject": {"template": "模板", "clearance": "预审"},
    "event": {
        "templates:template:saved": "保存模板",
        "templates:template:renamed": "改模板名称",
        "templates:template:retired": "停用模板",
        "releases:template:put_away": "不再按模板起草",
        "templates:clearance:asked": "送预审",
        "templates:clearance:signed": "预审签字",
        "templates:clearance:cleared": "预审通过",
        "templates:clearance:ended": "预审终止",
    },
    "detail": {"template": "所用模板"},
    "slot_kind": {
        "time": "时间",
        "date": "日期",
        "road": "路段",
        "place": "地点",
        "category": "类别",
        "hotline": "电话",
        "number": "数字",
        "choice": "选项",
        "text": "文字",
        "fact": "台账",
    },
    "kind": {"holding": "先期声明", "verifying": "核实中口径"},
    "clearance_end": {"sent_back": "已退回", "withdrawn": "已撤销", "retired": "模板已停用"},
}
