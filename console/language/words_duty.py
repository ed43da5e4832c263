"""Words of duty."""

TABLES = {
    "turn": {"day": "白班", "night": "夜班"},
    "weekday": {
        "0": "周一",
        "1": "周二",
        "2": "周三",
        "3": "周四",
        "4": "周五",
        "5": "周六",
        "6": "周日",
    },
    "place": {"duty": "值班"},
    "subject": {"shift": "班次", "duty": "值班"},
    "event": {
        "duty:shift:planned": "排班",
        "duty:shift:changed": "改班",
        "duty:shift:removed": "撤下班次",
    },
    "detail": {
        "starts_at": "开始",
        "ends_at": "结束",
        "a": "A 角",
        "b": "B 角",
        "starts_at_before": "原开始",
        "ends_at_before": "原结束",
        "a_before": "原 A 角",
        "b_before": "原 B 角",
    },
}
