"""Words of the carriers of notices."""

TABLES = {
    "event": {
        "carriers:reach:changed": "改通知方式",
        "carriers:carrier:tested": "测试通知渠道",
        "press:contact:added": "加入媒体名单",
        "press:contact:left": "离开媒体名单",
    },
    "channel": {"websub": "订阅中枢", "webhook": "对外推送", "press": "媒体邮件"},
    "subject": {"carrier": "通知渠道", "media": "媒体名单"},
    "place": {"carriers": "通知渠道", "media": "媒体名单"},
    "notice_topic": {
        "sign": "签字：等我签、逾期、签名失效",
        "clock": "时限和任务",
        "delivery": "发布：失败、待核、待代发",
        "duty": "值班",
        "draft": "拟稿：退回、建议、已发布",
        "other": "其他",
    },
    "detail": {"carriers": "渠道", "outlet": "媒体", "fingerprint": "指纹"},
}
