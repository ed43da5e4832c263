"""English of the audit's page."""

ENGLISH = {
    "导出审计记录": "Exported the audit",
    "条件": "asked for",
    "形式": "form",
    "没有编号为“%(text)s”的通稿或事件。请核对编号，如 2026-0001、2026-E0001。": "No release or incident has the number “%(text)s”. Check it: 2026-0001, 2026-E0001.",
    "请选择导出为表格还是 JSON 行。": "Choose a table or JSON lines.",
    "用户名或姓名": "user name or name",
    "通稿或事件": "Release or incident",
    "没有查找": "Nothing was looked for",
    "改正上面的条件再试。": "Mend what you asked for above and try again.",
    "导出符合条件的全部记录。表格供阅读；JSON 行可用 verify_audit.py 离线核验。": "Export everything that fits. The table is for reading; JSON lines can be checked with verify_audit.py.",
    "导出全部记录。表格供阅读；JSON 行是完整的链条，可用 verify_audit.py 离线核验。": "Export everything. The table is for reading; JSON lines are the whole chain and can be checked with verify_audit.py.",
    "导出表格（CSV）": "Export a table (CSV)",
    "导出可核验的记录（JSON 行）": "Export to check (JSON lines)",
    "详情": "Details",
    "代码": "Code",
    "指纹": "Hash",
}
