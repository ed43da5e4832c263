"""Words of the platforms' accounts."""

TABLES = {
    "event": {
        "credentials:account:entered": "保存平台应用",
        "credentials:account:connected": "连接平台账号",
        "credentials:account:disconnected": "断开平台账号",
        "credentials:account:quota_cleared": "清零平台接口次数",
        "publishing:delivery:answered": "平台告知发布结果",
    },
    "subject": {"platform": "平台账号"},
    "place": {"platforms": "平台账号"},
    "detail": {"app_key": "App Key", "uid": "账号编号", "job": "平台任务编号", "callback": "回调"},
}
