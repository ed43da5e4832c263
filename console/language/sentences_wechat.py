"""Sentences of the official account: why a person posts, what to look at, what to change."""

BY_HAND = {
    "connect": "微信不认 AppID 或 AppSecret（%(number)s：%(said)s），请管理员在“平台账号”核对并测试连接。",
    "address": "本机地址不在公众号的 IP 白名单（%(number)s：%(said)s），请管理员到公众平台加入这个地址。",
    "limit": "微信今天的次数已用完（%(number)s：%(said)s），%(reset)s 恢复；不再自动重试。",
    "permission": "公众号没有这项接口权限（%(number)s：%(said)s），不再自动重试。请管理员看是否已认证。",
    "site": "这一篇微信只允许在公众平台里操作（%(number)s：%(said)s）。",
    "token": "微信一再不认访问令牌（%(number)s：%(said)s），请管理员在“平台账号”测试连接。",
}
"""By meaning; a tail says what the person does now."""
TAILS = {
    "": "转人工代发。",
    "_drafted": "草稿已在公众号草稿箱：请在公众平台直接发表那一篇，不要另写。",
    "_delete": "请在公众平台删除这一篇。",
    "_test": "改好后再测试。",
}

STOPPED = {
    "10001": "广告", "20001": "政治", "20002": "色情", "20004": "社会影响", "20006": "违法犯罪",
    "20008": "欺诈", "20013": "版权", "21000": "其他原因", "22000": "互相推广",
}  # fmt: skip
"""What a mass send was stopped for, by the platform's number (notes §2.7)."""

SENTENCES = {
    **{f"wechat.ended_{number}": f"微信以“{why}”为由没有群发（%(said)s）。请到公众平台看原因，修改后重新送审，或人工代发；"
       "认为误判的请向微信申诉。" for number, why in STOPPED.items()},
    **{f"wechat.{name}{tail}": said + rest for name, said in BY_HAND.items()
       for tail, rest in TAILS.items()},
    "wechat.not_connected": "公众号没有连接，转人工代发。",
    "wechat.spent": "今天的次数已用完（按配置的上限计），%(reset)s 恢复。草稿已在公众号草稿箱：请在公众平台直接发表那一篇，或等恢复后再发。",
    "wechat.spent_month": "服务号这个月的群发次数已用完（按配置的上限计），%(reset)s 恢复。草稿已在公众号草稿箱：请在公众平台发表那一篇（不推送），或等恢复后再发。",
    "wechat.limit_month": "微信说服务号这个月的群发次数已用完（%(number)s：%(said)s），%(reset)s 恢复；不再自动重试。草稿已在公众号草稿箱：请在公众平台发表那一篇（不推送），或等恢复后再发。",
    "channel.wechat_from_text": "微信文章用的是正文，有 %(length)s 个字，微信最多 %(most)s 个。请缩短正文，或另写微信正文，或在发布渠道里去掉微信。",
    "channel.wechat_text": "微信正文有 %(length)s 个字，最多 %(most)s 个。请缩短，或留空发全文。",
    "wechat.drafted": "草稿已放进公众号草稿箱，按配置由人发表：请在公众平台发表那一篇，再粘贴链接。",
    "wechat.submitted": "已提交发布，但今天不能再查结果（%(reset)s 恢复）。请到公众平台看：已发就粘贴链接；不要重发。",
    "wechat.mass_sent": "已群发成功，但微信没有告知链接。请打开那篇文章，粘贴它的链接；不要重发。",
    "wechat.no_id": "这篇文章没有接口编号，请在公众平台人工删除。",
    "wechat.later": "微信一侧繁忙（%(number)s：%(said)s），稍后自动重试。",
    "wechat.words": "微信没有接受这篇文字（%(number)s：%(said)s）。请修改后重新送审，或人工代发。",
    "wechat.picture": "微信没有接受图片（%(number)s：%(said)s）。请换成 JPG 或 PNG 再送审，或人工代发。",
    "wechat.twice": "微信说同一条已群发过（%(number)s：%(said)s）。请到公众平台核实，不要重发。",
    "wechat.gone": "微信上没有这一篇（%(number)s：%(said)s）。请到公众平台核实。",
    "wechat.unreachable": "连不上微信。",
    "wechat.no_answer": "请求已发出，微信没有给出结果。系统会先查再做，不会重复。",
    "wechat.unsure": "已提交发布，微信没有给出结果。系统正在查，查清之前不会再提交。",
    "wechat.consumed": "草稿已不在草稿箱，发布列表里也没有找到。可能已发，也可能有人删了草稿：请到公众平台看，已发就粘贴链接；没有发就标为未发布。",
    "wechat.in_review": "已提交发布，微信正在审核，审完自动得到链接。",
    "wechat.awaits_administrator": "已提交群发，等公众号管理员在手机上确认（半小时内有效）。",
    "wechat.not_confirmed": "群发提交后没有等到结果，多半是管理员没有在时限内确认。请到公众平台看：已发就粘贴链接，没有发就标为未发布。",
    "wechat.no_result": "已提交发布，多次查询仍在审核。请到公众平台看：已发就粘贴链接；不要重发。微信告知结果时系统会自动更新。",
    "wechat.ended_2": "微信原创声明审核没有通过，没有发布。请到公众平台看原因，修改后重试，或人工代发。",
    "wechat.ended_3": "微信发布失败，没有发布。请到公众平台看原因，再重试，或人工代发。",
    "wechat.ended_4": "微信平台审核不通过，没有发布。请修改文字后重新送审，或人工代发。",
    "wechat.ended_5": "发布成功后文章被本账号的人删除了。请核实是谁删除的、为什么。",
    "wechat.ended_6": "发布成功后文章被微信封禁。请联系微信并报告值班领导。",
    "wechat.ended": "微信没有发出这一篇（%(said)s）。请到公众平台看原因，再重试，或人工代发。",
    "credentials.token_busy": "正在向平台换取访问令牌，稍后自动重试。",
    "credentials.callback_token": "令牌（Token）是 3 到 32 个英文字母或数字，与公众平台“服务器配置”里的一致。",
    "credentials.aes_key": "EncodingAESKey 是 43 个英文字母或数字；明文模式请留空。",
    "callback.not_genuine": "这条消息不是平台发来的，没有采用。",
    "callback.old": "这条消息已过时，没有采用。",
}  # fmt: skip
