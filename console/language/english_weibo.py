"""English of Weibo's articles and of looking for a post that got no answer."""

ENGLISH = {
    "微博没有给出结果。系统正在本账号里查找，查清之前不会重发。": "Weibo gave no result. The system is looking among the account's own "
    "posts, and sends nothing again before it knows.",
    "头条文章可能已建，但没有带出微博（%(number)s：%(said)s）。请到微博上核实，不要直接重发。": "The article may be there without the post "
    "that leads to it (%(number)s: %(said)s). Look on Weibo; do not simply post again.",
    "头条文章要有一张公开的图片作封面，这一篇没有。请管理员在配置的 [weibo] cover 写一个图片地址，或人工代发。": "An article needs a public "
    "picture as its cover, and this one has none. An administrator should name one under [weibo] cover in the configuration; "
    "or post by hand.",
    "头条文章的标题最多 32 字，这一篇的标题和列表标题都更长，系统不会自行截短。请人工代发；下次可以把列表标题写到 32 字以内。": "The "
    "title of an article has at most 32 characters; both the title and the title in lists of this release are longer, and the system "
    "cuts none by itself. Post by hand; next time keep the title in lists within 32 characters.",
    "授权有效，但微博不让本账号读自己的微博（%(number)s：%(said)s），没有回音的那些只能由人核实。请向微博申请，或在配置 [weibo] 写 timeline = false。": "The "
    "authorisation is good, but Weibo does not let the account read its own posts (%(number)s: %(said)s), so a person has to look for "
    "what gets no answer. Apply for it at Weibo, or set timeline = false under [weibo] in the configuration.",
    "没有收到微博的答复；本账号里有一条文字相同、但时间早得多的微博，可能是别的通稿的。请到微博上核实，不要直接重发。": "Weibo gave no "
    "answer; the account has a post with the same words, but a much older one, perhaps of another release. Look on Weibo; do not "
    "simply post again.",
    "带出文章的微博已删除；头条文章接口不能删，请到微博上人工删除那篇文章。": "The post that leads to the article is deleted; the "
    "interface cannot delete the article: delete it on Weibo by hand.",
    '头条文章（mode = "article"）要在 [weibo] 写 cover，即没有图片时用的封面地址。': 'Articles (mode = "article") need cover under '
    "[weibo]: the address of the picture for those that have none.",
}
