"""English of 文字勘误."""

ENGLISH = {
    "数字有变：“%(old)s”→“%(new)s”。文字勘误只改错字；请改回，或者改为事实更正，走完整审签。": "A figure changed: “%(old)s” → “%(new)s”. An erratum mends wording only; change it back, or make this a factual correction with the full chain.",
    "姓名有变：“%(old)s”→“%(new)s”。文字勘误只改错字；请改回，或者改为事实更正，走完整审签。": "A name changed: “%(old)s” → “%(new)s”. An erratum mends wording only; change it back, or make this a factual correction with the full chain.",
    "时间有变：“%(old)s”→“%(new)s”。文字勘误只改错字；请改回，或者改为事实更正，走完整审签。": "A time changed: “%(old)s” → “%(new)s”. An erratum mends wording only; change it back, or make this a factual correction with the full chain.",
    "地点有变：“%(old)s”→“%(new)s”。文字勘误只改错字；请改回，或者改为事实更正，走完整审签。": "A place changed: “%(old)s” → “%(new)s”. An erratum mends wording only; change it back, or make this a factual correction with the full chain.",
    "意思可能有变：“%(old)s”→“%(new)s”。文字勘误只改错字；请改回，或者改为事实更正，走完整审签。": "The meaning may have changed: “%(old)s” → “%(new)s”. An erratum mends wording only; change it back, or make this a factual correction with the full chain.",
    "改动太多，已不只是错字。请少改一些，或者改为事实更正，走完整审签。": "Too much changed for a slip of the pen. Change less, or make this a factual correction with the full chain.",
    "附件有变。文字勘误不动附件；请改回，或者改为事实更正，走完整审签。": "The attachments changed. An erratum leaves them alone; change them back, or make this a factual correction with the full chain.",
    "文字勘误的标题固定是“%(title)s”，列表标题不另写。请改回。": "The title of an erratum is always “%(title)s”, with no list title of its own. Change it back.",
    "发布机构、来源要与原通稿一致（%(issuer)s）。请改回。": "Issuer and source have to be those of the original release (%(issuer)s). Change them back.",
    "文字勘误的微博、微信文字由正文自动生成，不能另写。请清空。": "The Weibo and WeChat texts of an erratum are made from its body. Clear what was written for them.",
    "文字勘误不带公众须知、预警和下次更新时间。请清空，或者改为事实更正。": "An erratum carries no advice, warning or next update. Clear them, or make this a factual correction.",
    "这篇不是对已发布通稿的勘误，不能改为更正。": "This is no erratum of a published release, so it cannot become a correction.",
    "勘误改作更正": "Erratum made a correction",
    "改为事实更正": "Make it a factual correction",
    "已改为事实更正，按完整审签链送审。": "It is a factual correction now, with the full chain.",
    "数字、姓名、时间、地点有变的，不是文字勘误。": "Where a figure, name, time or place changes, it is no erratum.",
}
