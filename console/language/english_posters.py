"""English of posters."""

ENGLISH = {
    "海报": "Poster",
    "样式": "Layout",
    "封面，2.35∶1": "Cover, 2.35 to 1",
    "封面，1∶1，转发时的样子": "Cover, square, as it is passed on",
    "（蓝底白字的图片，不选就不做）": "(a picture, white on blue; none unless chosen)",
    "全文做成图片，带编号和核对二维码，送审时画好一起签字。网站上正文照样有；微博、微信配图用。右边“预览和修改”里选“海报”看样子。": "The whole text as a picture, with its number and a QR code to verify it; drawn at submission, and signed with the words. The page still has the text; the picture goes with posts. See it under “Preview and changes”, “Poster”.",
    "海报第 %(page)s 张，文字与正文相同": "Poster, page %(page)s; the words are those of the text",
    "下载第 %(page)s 张": "Download page %(page)s",
    "这篇不做海报。": "No poster is made of this release.",
    "海报的字体里没有这几个字：%(characters)s。请换一个字，或在“海报”里选“不做海报”；人名地名不能换的，请管理员加一种有这个字的字体（配置 font_families）。": "The poster's font lacks these characters: %(characters)s. Choose another, or “No poster”; for names that cannot change, ask an administrator to add a font that has them (font_families in the configuration).",
    "没有这种海报。请在列出的样式里选一种。": "There is no such poster. Choose one of the layouts listed.",
    "正文太长，海报要 %(pages)s 张，微博、微信一次最多 %(most)s 张。请缩短正文，或选“不做海报”。": "The text is too long: it takes %(pages)s pictures, and Weibo and WeChat take %(most)s at once. Shorten it, or choose “No poster”.",
    "画海报时文字或编号变了，没有送审。请再点一次“送审”。": "The words or the number changed while the poster was drawn; nothing was submitted. Submit again.",
    "不做海报": "No poster",
    "蓝底白字": "White on blue",
    "蓝底白字，写明“辟谣”": "White on blue, marked as a rebuttal",
}
