"""Sentences of the audit's page."""

SENTENCES = {
    "audit.no_number": "没有编号为“%(text)s”的通稿或事件。请核对编号，如 2026-0001、2026-E0001。",
    "audit.no_form": "请选择导出为表格还是 JSON 行。",
}
