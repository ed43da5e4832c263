"""Sentences of 文字勘误: what it may not touch."""

SENTENCES = {
    "erratum.touched_figure": "数字有变：“%(old)s”→“%(new)s”。文字勘误只改错字；请改回，或者改为事实更正，走完整审签。",
    "erratum.touched_name": "姓名有变：“%(old)s”→“%(new)s”。文字勘误只改错字；请改回，或者改为事实更正，走完整审签。",
    "erratum.touched_time": "时间有变：“%(old)s”→“%(new)s”。文字勘误只改错字；请改回，或者改为事实更正，走完整审签。",
    "erratum.touched_place": "地点有变：“%(old)s”→“%(new)s”。文字勘误只改错字；请改回，或者改为事实更正，走完整审签。",
    "erratum.touched_meaning": "意思可能有变：“%(old)s”→“%(new)s”。文字勘误只改错字；请改回，或者改为事实更正，走完整审签。",
    "erratum.touched_length": "改动太多，已不只是错字。请少改一些，或者改为事实更正，走完整审签。",
    "erratum.touched_attachment": "附件有变。文字勘误不动附件；请改回，或者改为事实更正，走完整审签。",
    "erratum.own_title": "文字勘误的标题固定是“%(title)s”，列表标题不另写。请改回。",
    "erratum.issuer": "发布机构、来源要与原通稿一致（%(issuer)s）。请改回。",
    "erratum.own_words": "文字勘误的微博、微信文字由正文自动生成，不能另写。请清空。",
    "erratum.says_more": "文字勘误不带公众须知、预警和下次更新时间。请清空，或者改为事实更正。",
    "erratum.corrects_nothing": "这篇不是对已发布通稿的勘误，不能改为更正。",
}
