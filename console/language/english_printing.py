"""English of what is printed."""

ENGLISH = {
    "因取回修改": "recalled for editing",
    "因退回": "sent back",
    "因修改": "edited",
    "这份通稿还没有送审，没有编号，也没有审批记录。送审后再来。": "This release was never submitted: it has no number, and nobody has approved anything yet. Come back once it was.",
    "这份通稿太长，排不成审批表。请改用审计导出。": "This release is too long for a form. Export the audit instead.",
    "排版用时太久，已经停止。请稍后再试；仍不行，请告诉管理员。": "Setting it took too long and was stopped. Try again later; if it fails again, tell the administrator.",
    "正在排版别的文件。请过半分钟再试。": "Another document is being set. Try again in half a minute.",
    "缺少排版用的字体（%(families)s）。请管理员检查配置 [printing]。": "The fonts of the form are missing (%(families)s). Have the administrator check [printing].",
    "没有排成。请稍后再试；仍不行，请告诉管理员。": "It could not be set. Try again later; if it fails again, tell the administrator.",
    "审批表和核对码": "Approval form and QR code",
    "信息发布审批表（PDF）": "Approval form (PDF)",
    "通稿打印版（PDF）": "The release for print (PDF)",
    "核对码（PNG）": "QR code to verify (PNG)",
    "核对码（SVG）": "QR code to verify (SVG)",
    "印在海报、传单上，扫码即到本局的核对页。": "For posters and leaflets: it leads to our page that verifies this release.",
}
