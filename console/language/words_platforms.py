"""Words of the platforms' accounts."""

TABLES = {
    "event": {
        "credentials:account:entered": "保存平台应用",
        "credentials:account:connected": "连接平台账号",
        "credentials:account:disconnected": "断开平台账号",
    },
    "subject": {"platform": "平台账号"},
    "place": {"platforms": "平台账号"},
    "detail": {"app_key": "App Key", "uid": "账号编号"},
}
