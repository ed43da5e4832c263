"""English of why later and hold are not offered."""

ENGLISH = {
    "推迟由新闻发言人和审签的人来做。要马上停下，您可以暂缓本稿。": (
        "The spokesperson and whoever reviews and signs may postpone. To stop it at once, you may"
        " hold this release."
    ),
}
