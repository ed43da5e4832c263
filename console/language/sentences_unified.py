"""Sentences of signing in through the bureau's identity provider."""

SENTENCES = {
    "unified.off": "没有设置统一身份认证。请用用户名和口令登录。",
    "unified.unreachable": "连不上统一身份认证。请稍后再试，或用用户名和口令登录。",
    "unified.refused": "统一身份认证没有通过，或这次登录不是从这里开始的。请再试一次，或用用户名和口令登录。",
    "unified.no_name": "统一身份认证没有给出用户名。请管理员检查配置 [oidc] 的 claim。",
    "unified.unknown_here": "统一身份认证认识您（%(username)s），但发言台里没有这个人，或已停用。请联系管理员。",
}
