"""Sentences of whose post a pasted link leads to."""

SENTENCES = {
    "delivery.not_our_post": "这个链接上的不是“%(account)s”发的。请打开看看，换成本账号这一条的链接。",
    "delivery.whose_link": "看不出这个链接是哪个账号的。请在电脑上打开“%(account)s”的这一条，复制带账号数字的地址（weibo.com/数字/…）。",
}
