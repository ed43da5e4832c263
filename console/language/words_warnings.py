"""Words of public warnings: values of CAP 1.2 as an officer reads them."""

TABLES = {
    "warning_category": {
        "Geo": "地质灾害",
        "Met": "气象灾害",
        "Safety": "公共安全",
        "Security": "社会治安",
        "Rescue": "救援",
        "Fire": "火灾",
        "Health": "公共卫生",
        "Env": "环境污染",
        "Transport": "交通",
        "Infra": "水电气等设施",
        "CBRNE": "危险化学品、爆炸物",
        "Other": "其他预警",
    },
    "warning_urgency": {
        "Immediate": "立即行动",
        "Expected": "一小时内行动",
        "Future": "近期行动",
        "Past": "不再需要行动",
        "Unknown": "紧迫程度不详",
    },
    "warning_severity": {
        "Extreme": "特别严重",
        "Severe": "严重",
        "Moderate": "较重",
        "Minor": "轻微",
        "Unknown": "严重程度不详",
    },
    "warning_certainty": {
        "Observed": "已经发生",
        "Likely": "很可能发生",
        "Possible": "可能发生",
        "Unlikely": "不大可能发生",
        "Unknown": "确定程度不详",
    },
    "part": {"advice": "公众须知", "warning": "公众预警"},
}
