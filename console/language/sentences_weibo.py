"""Sentences of Weibo's articles and of looking for a post that got no answer."""

SENTENCES = {
    "weibo.unsure": "微博没有给出结果。系统正在本账号里查找，查清之前不会重发。",
    "weibo.half": "头条文章可能已建，但没有带出微博（%(number)s：%(said)s）。请到微博上核实，不要直接重发。",
    "weibo.no_cover": "头条文章要有一张公开的图片作封面，这一篇没有。请管理员在配置的 [weibo] cover 写一个图片地址，或人工代发。",
    "weibo.no_timeline": "授权有效，但微博不让本账号读自己的微博（%(number)s：%(said)s），没有回音的那些只能由人核实。请向微博申请，或在配置 [weibo] 写 timeline = false。",
    "weibo.same_words": "没有收到微博的答复；本账号里有一条文字相同、但时间早得多的微博，可能是别的通稿的。请到微博上核实，不要直接重发。",
    "weibo.title_long": "头条文章的标题最多 32 字，这一篇的标题和列表标题都更长，系统不会自行截短。请人工代发；下次可以把列表标题写到 32 字以内。",
    "weibo.article_delete": "带出文章的微博已删除；头条文章接口不能删，请到微博上人工删除那篇文章。",
    "config.weibo_no_cover": '头条文章（mode = "article"）要在 [weibo] 写 cover，即没有图片时用的封面地址。',
}
