"""English of whose post a pasted link leads to."""

ENGLISH = {
    "这个链接上的不是“%(account)s”发的。请打开看看，换成本账号这一条的链接。": "What this link leads to was not posted by %(account)s. Open it and "
    "look, and paste the link of this account's post.",
    "看不出这个链接是哪个账号的。请在电脑上打开“%(account)s”的这一条，复制带账号数字的地址（weibo.com/数字/…）。": "This link does not tell whose it is. "
    "Open the post of %(account)s on a computer and copy the address with the account's number (weibo.com/number/…).",
    "已确认发出。没能打开这个链接核对账号，请您再核对一遍。": "Confirmed as posted. The link could not be opened to check the account: please "
    "look again yourself.",
}
