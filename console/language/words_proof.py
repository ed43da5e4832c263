"""Words of second factors."""

TABLES = {
    "proof": {"totp": "身份验证器", "passkey": "通行密钥", "recovery": "恢复码"},
    "event": {
        "people:factor:enrolled": "启用核验方式",
        "people:factor:removed": "移除核验方式",
        "people:factor:refused": "核验未通过",
        "people:factor:reset": "重置核验方式",
        "people:recovery:made": "生成恢复码",
        "people:recovery:used": "使用恢复码",
    },
    "refusal": {
        "proof.wrong": "口令不对",
        "proof.code_wrong": "验证码不对",
        "proof.code_used": "验证码已用过",
        "proof.passkey_wrong": "通行密钥未通过",
        "proof.passkey_copied": "通行密钥可能被复制",
    },
    "detail": {
        "refusal": "未通过的原因",
        "method": "方式",
        "methods": "方式",
        "left": "剩余",
        "count": "数量",
    },
}
