"""Words of the audit's own events."""

TABLES = {
    "event": {"audit:export:made": "导出审计记录"},
    "detail": {"asked": "条件", "form": "形式"},
    "subject": {"audit": "审计"},
}
