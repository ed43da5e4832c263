"""Words of warning and response levels, and of opinion events."""

TABLES = {
    "warning_level": {
        "none": "未发预警",
        "fourth": "四级（蓝色）",
        "third": "三级（黄色）",
        "second": "二级（橙色）",
        "first": "一级（红色）",
    },
    "response_level": {
        "none": "未启动",
        "fourth": "四级响应",
        "third": "三级响应",
        "second": "二级响应",
        "first": "一级响应",
    },
    "opinion_type": {
        "none": "未定类型",
        "enforcement": "涉警执法",
        "case": "案事件",
        "conduct": "队伍形象",
        "traffic": "交通事故",
        "disaster": "灾害事故",
        "rumour": "谣言",
        "policy": "政策误读",
        "service": "民生服务",
        "foreign_ethnic_religious": "涉外、民族宗教",
    },
    "detail": {
        "warning_level": "预警级别",
        "response_level": "响应级别",
        "late_reason": "计数期限后改动的原因",
        "final": "终报",
    },
}
