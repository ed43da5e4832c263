"""What publishing and the notices say, beyond the rollout screens' own sentences."""

SENTENCES = {
    "notice.not_there": "没有这条提醒，可能已经处理。请刷新后再看。",
    "delivery.link_used": "这个链接已用来确认 %(number)s。请从平台复制这一条自己的地址。",
}
