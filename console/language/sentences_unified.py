"""Sentences of signing in through the bureau's identity provider."""

SENTENCES = {
    "unified.off": "没有设置统一身份认证。请用用户名和口令登录。",
    "unified.unreachable": "连不上统一身份认证。请稍后再试，或用用户名和口令登录。",
    "unified.refused": "统一身份认证没有通过，或这次登录不是从这里开始的。请再试一次，或用用户名和口令登录。",
    "unified.no_name": "统一身份认证没有给出用户名。请管理员检查配置 [oidc] 的 claim。",
    "unified.not_bound": "统一身份认证认识您（%(username)s），但这个账号还没有绑定。请用用户名和口令登录，在“我的账号”的“登录与核验”里绑定一次，以后就可以这样登录。",
    "unified.other_identity": "这个账号绑定的是另一个统一身份，没有登录。本人换了统一身份的，请用口令登录后解除，或请管理员解除，再重新绑定。",
    "unified.other_name": "统一身份认证那边登录的是 %(username)s，不是您的用户名，没有绑定。请在那边退出，换成您本人的账号再试。",
    "unified.bound_already": "您的账号已绑定统一身份，或这个统一身份已绑定别的账号，没有绑定。请先解除原来的绑定。",
    "unified.other_browser": "这次绑定不是您在这里开始的，没有绑定。请重新开始。",
    "unified.too_late": "已超过 15 分钟，没有绑定。请重新开始。",
    "unified.bound": "您的账号绑定了统一身份。如不是您办的，请立即解除绑定、修改口令，并告诉管理员。",
    "unified.refused_other": "有人用另一个统一身份以您的用户名登录，已拒绝。请告诉管理员核查。",
    "unified.unknown_here": "统一身份认证认识您（%(username)s），但发言台里没有这个人，或已停用。请联系管理员。",
}
