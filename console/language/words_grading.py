"""Words of categories and assessments."""

TABLES = {
    "category": {
        "natural_disaster": "自然灾害",
        "accident_disaster": "事故灾难",
        "public_health": "公共卫生事件",
        "social_security": "社会安全事件",
        "opinion": "舆情事件",
        "unknown": "未分类",
    },
    "event": {"incidents:incident:assessed": "定级"},
    "detail": {"proposed": "提议"},
}
