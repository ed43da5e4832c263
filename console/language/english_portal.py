"""English of the county portal."""

ENGLISH = {
    "县政府门户": "County portal",
    "等县政府门户的链接：贴上以后自动发出，文字里的链接就是它。": "Waiting for the link on the county portal: once it is pasted this goes out by "
    "itself, and leads there.",
    'publication = "portal" 时，默认发布计划的第一段要有 portal，并在 [[accounts]] 写好它的账号。': 'With publication = "portal" the first '
    "stage of the default plan needs portal, and its account under [[accounts]].",
    "县政府门户太久没有回答。": "The county portal took too long to answer.",
    "连不上县政府门户（%(reason)s）。": "The county portal cannot be reached (%(reason)s).",
    "县政府门户的回答过大或一再跳转，没能看。请打开链接核实。": "The county portal's answer was too large or redirected again and again. Open the "
    "link and look.",
    "县政府门户上打不开这一页（%(status)s）。请联系门户管理单位。": "The page cannot be opened on the county portal (%(status)s). Ask whoever runs "
    "the portal.",
    "这个链接上没有本篇的标题，可能贴错了链接。请打开核实。": "The page behind this link does not have the title; perhaps it is the wrong link. "
    "Open it and look.",
    "这个链接上有标题，没有本篇正文的开头。请打开核实门户上的文字。": "The page behind this link has the title, but not the beginning of the text. "
    "Open it and look at the words.",
    "已撤回的通稿，县政府门户上仍能看到。请联系门户管理单位撤下。": "The withdrawn release can still be read on the county portal. Ask whoever "
    "runs the portal to take it down.",
    "材料包": "Pack",
    "下载材料包": "Download the pack",
    "在门户后台录入材料包里的标题、来源、正文和附件，发布后把网页链接贴在下面。": "Enter title, source, text and attachments from the pack in the "
    "portal's back office; when it is published, paste the page's link below.",
}
