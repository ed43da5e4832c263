"""English of posting by hand: pictures as proof, and why a move is closed."""

ENGLISH = {
    "没有链接时：截图": "Where there is no link: a screenshot",
    "截到账号名、时间和内容。有链接就不用截图。": (
        "Show the account, the time and the words. With a link no screenshot is needed."
    ),
    "刚才的截图已保留": "The screenshot from before is kept",
    "截图": "Screenshot",
    "看截图": "See the screenshot",
    "其他操作现在为什么不能用": "Why other actions are not offered now",
}
