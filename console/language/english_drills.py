"""English of drills."""

ENGLISH = {
    "没有这次演练。请从“事件”里打开。": "There is no such drill. Open it from Incidents.",
    "【演练】": "[Drill] ",
    "演练 · 此事件不是真实事件，不会发往真实平台": "Drill · this incident is not real, and nothing is sent to a "
    "real platform",
    "公众会看到的": "What the public would see",
    "演练墙": "Drill wall",
    "如果这是真的，公众会在各处看到这些。它们只在这里，没有发到任何地方。": "Were this real, the public would see "
    "this on each platform. It is here alone, and was sent nowhere.",
    "打开通稿": "Open the release",
    "已注明更新": "Marked as updated",
    "还没有发出任何内容。": "Nothing has gone out yet.",
    "签发以后，这里会出现网站、订阅、微博和微信上的样子。": "Once it is signed, you will see here what the website, the "
    "feeds, Weibo and WeChat would show.",
}
