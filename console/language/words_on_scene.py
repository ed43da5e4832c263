"""Words of releases that are signed on scene, and of the review afterwards."""

TABLES = {
    "after_verdict": {"sound": "符合要求", "faulty": "有问题"},
    "event": {
        "releases:after_review:owed": "现场签发，须事后补审",
        "releases:after_review:overdue": "补审逾期",
        "releases:after_review:done": "事后补审",
    },
    "detail": {
        "on_scene": "现场签发",
        "self_check": "自查项目",
        "verdict": "补审结论",
        "remark": "补审意见",
        "late": "逾期",
    },
}
