"""Sentences of why later and hold are not offered."""

SENTENCES = {
    "release.who_postpones": "推迟由新闻发言人和审签的人来做。要马上停下，您可以暂缓本稿。",
}
