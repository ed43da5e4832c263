"""English of ``sentences_publishing``."""

ENGLISH = {
    "没有这条提醒，可能已经处理。请刷新后再看。": (
        "There is no such notice; it may have been dealt with. Reload and look again."
    ),
    "这个链接已用来确认 %(number)s。请从平台复制这一条自己的地址。": (
        "This link has already confirmed %(number)s. Copy this post’s own address from the platform."
    ),
}
