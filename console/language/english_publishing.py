"""English of ``sentences_publishing``."""

ENGLISH = {
    "没有这条提醒，可能已经处理。请刷新后再看。": (
        "There is no such notice; it may have been dealt with. Reload and look again."
    ),
}
