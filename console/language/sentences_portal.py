"""Sentences of 集约化平台: what waits for the portal's link, and what was seen there."""

SENTENCES = {
    "portal.no_link": "等县政府门户的链接：贴上以后自动发出，文字里的链接就是它。",
    "config.portal_not_first": 'publication = "portal" 时，默认发布计划的第一段要有 portal，并在 [[accounts]] 写好它的账号。',
    "outside.slow_portal": "县政府门户太久没有回答。",
    "outside.no_connection_portal": "连不上县政府门户（%(reason)s）。",
    "outside.other_site_portal": "县政府门户的回答过大或一再跳转，没能看。请打开链接核实。",
    "outside.status_portal": "县政府门户上打不开这一页（%(status)s）。请联系门户管理单位。",
    "outside.other_page_portal": "这个链接上没有本篇的标题，可能贴错了链接。请打开核实。",
    "outside.no_words_portal": "这个链接上有标题，没有本篇正文的开头。请打开核实门户上的文字。",
    "outside.still_shown_portal": "已撤回的通稿，县政府门户上仍能看到。请联系门户管理单位撤下。",
}
