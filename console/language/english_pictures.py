"""English of pictures, and of the words that go with them."""

ENGLISH = {
    "从自动生成的文字改起": "Begin from the words made from the text",
    "恢复自动生成": "Go back to the words made from the text",
    "裁剪": "Crop",
    "已裁剪，原图保留": "cropped; the original is kept",
    "常用比例": "Usual shapes",
    "方形": "Square",
    "微信封面": "WeChat cover",
    "不裁": "Whole picture",
    "左边裁掉": "Off the left",
    "上边裁掉": "Off the top",
    "右边裁掉": "Off the right",
    "下边裁掉": "Off the bottom",
    "图片登在正文下面；送审时按网站、微信、微博的大小各画一份，一起签字。": "Pictures stand below the text; at submission each is drawn in the sizes of website, WeChat and Weibo, and signed with it.",
    "微博配图": "The picture with the Weibo post",
    "没有图片也没有海报，封面是纯蓝底。": "No picture and no poster: the cover is plain blue.",
    "下载图片": "Download the picture",
    "（左上右下各裁掉百分之 %(said)s）": " (cut off left, top, right, bottom, in per cent: %(said)s)",
    "图片“%(name)s”裁得剩不到十分之一。请少裁一些：左右、上下加起来都不能超过百分之 %(most)s。": "Less than a tenth of the picture “%(name)s” is left. Cut less: left and right together, and top and bottom, at most %(most)s per cent.",
    "图片“%(name)s”裁剪过，这样发来不及重画。请移除这张图片，或走完整的审签。": "The picture “%(name)s” is cropped, and this way there is no time to draw it anew. Remove it, or take the whole chain.",
    "图片“%(name)s”没有说明文字。请写一句图上是什么，看不见图的人靠它。": "The picture “%(name)s” has no description. Write what it shows, for those who cannot see it.",
}
