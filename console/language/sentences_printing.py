"""Sentences of what is printed."""

SENTENCES = {
    "printing.not_submitted": "这份通稿还没有送审，没有编号，也没有审批记录。送审后再来。",
    "printing.too_large": "这份通稿太长，排不成审批表。请改用审计导出。",
    "printing.too_long": "排版用时太久，已经停止。请稍后再试；仍不行，请告诉管理员。",
    "printing.busy": "正在排版别的文件。请过半分钟再试。",
    "printing.no_font": "缺少排版用的字体（%(families)s）。请管理员检查配置 [printing]。",
    "printing.failed": "没有排成。请稍后再试；仍不行，请告诉管理员。",
}
