"""What publishing and the notices say, beyond the rollout screens' own sentences."""

SENTENCES = {
    "notice.not_there": "没有这条提醒，可能已经处理。请刷新后再看。",
}
