"""Sentences of posters."""

SENTENCES = {
    "poster.no_glyph": "海报的字体里没有这几个字：%(characters)s。请换一个字，或在“海报”里选“不做海报”；人名地名不能换的，请管理员加一种有这个字的字体（配置 font_families）。",
    "poster.no_such_layout": "没有这种海报。请在列出的样式里选一种。",
    "poster.too_long": "正文太长，海报要 %(pages)s 张，微博、微信一次最多 %(most)s 张。请缩短正文，或选“不做海报”。",
    "poster.overtaken": "画海报时文字或编号变了，没有送审。请再点一次“送审”。",
}
