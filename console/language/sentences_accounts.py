"""Sentences of accounts, and of reaching the console."""

SENTENCES = {
    "web.not_encrypted": "这样打开没有加密，口令会被旁人看到。请改用 %(address)s；打不开时请联系管理员。",
    "web.not_this_machine": "未加密时只能在本机打开发言台（http://localhost）。从别的电脑或手机使用，请管理员设好 https 反向代理，并把 console.behind_proxy 设为 true。",
}
