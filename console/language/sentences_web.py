"""Sentences of the web edge, and of errors that any room may raise."""

SENTENCES = {
    "error.unspoken": "这一步没有完成（%(code)s）。请重试；仍不成功，请告诉管理员。",
    "web.view_without_access": "此页面尚未开放（%(view)s）。请告诉管理员。",
    "sign_in.required": "登录已结束，请重新登录。",
    "time.invalid": "看不懂这个时间：“%(text)s”。请按 2026-11-23 20:10 的样子填写。",
    "time.invalid_day": "看不懂这个日期：“%(text)s”。请按 2026-11-23 的样子填写。",
    "time.nonexistent": "当地没有这个时刻：“%(text)s”（时钟在此调整）。请另选时间。",
    "time.past": "%(text)s 已经过去。请选择之后的时间。",
    "language.unknown": "没有这种语言。请在菜单里选择中文或 English。",
    "web.too_fast": "查得太密，稍等 %(seconds)s 秒自动再查。已填的内容不受影响。",
}
