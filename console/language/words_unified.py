"""Words of signing in through the bureau's identity provider."""

TABLES = {
    "event": {
        "people:identity:taken": "统一身份登录",
        "people:identity:bound": "绑定统一身份",
        "people:identity:unbound": "解除统一身份绑定",
        "people:identity:refused": "同名的另一个统一身份登录被拒",
    }
}
