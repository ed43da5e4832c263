"""Words of the audit's own events."""

TABLES = {
    "event": {"audit:export:made": "导出审计记录", "releases:text:read": "发布前阅看"},
    "detail": {"asked": "条件", "form": "形式", "screen": "从哪里打开"},
    "screen": {
        "approval.form": "审批表",
        "attachments.of_release": "附件",
        "picturing.show": "附件",
        "drafting.edit": "拟稿页",
        "guarding.show": "检查结果",
        "handover.show": "代发页",
        "releases.compare": "修改痕迹",
        "releases.show": "通稿页",
        "review.frame": "网站预览",
        "review.panel": "渠道预览",
        "review.show": "审阅页",
        "telephone.show": "电话核签页",
    },
    "subject": {"audit": "审计"},
}
