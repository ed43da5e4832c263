"""Sentences of pictures."""

SENTENCES = {
    "crop.too_much": "图片“%(name)s”裁得剩不到十分之一。请少裁一些：左右、上下加起来都不能超过百分之 %(most)s。",
    "crop.not_drawn": "图片“%(name)s”裁剪过，这样发来不及重画。请移除这张图片，或走完整的审签。",
    "content.no_alt": "图片“%(name)s”没有说明文字。请写一句图上是什么，看不见图的人靠它。",
}
