"""English of the official account."""

from console.language.sentences_wechat import BY_HAND, SENTENCES, STOPPED, TAILS

HANDS = {
    "connect": "WeChat does not accept the AppID or AppSecret (%(number)s: %(said)s): an administrator should check "
    "them under Platform accounts and test the connection. ",
    "address": "Our address is not on the account's IP white list (%(number)s: %(said)s): an administrator should add "
    "it on the WeChat platform. ",
    "limit": "WeChat takes no more today (%(number)s: %(said)s); it begins anew at %(reset)s. Not tried again by itself. ",
    "permission": "The account may not use this interface (%(number)s: %(said)s). Not tried again by itself; an "
    "administrator should see whether the account is verified. ",
    "site": "WeChat allows this one only on its own platform (%(number)s: %(said)s). ",
    "token": "WeChat keeps refusing our access token (%(number)s: %(said)s): an administrator should test the connection "
    "under Platform accounts. ",
}
ENDS = {
    "": "By hand now.",
    "_drafted": "The draft is in the account's draft box: publish that one there; do not write another.",
    "_delete": "Delete the article on the WeChat platform.",
    "_test": "Then test again.",
}

STOPPED_FOR = {
    "10001": "advertising", "20001": "politics", "20002": "pornography", "20004": "effects on society",
    "20006": "crime", "20008": "fraud", "20013": "copyright", "21000": "other reasons",
    "22000": "mutual promotion",
}  # fmt: skip

ENGLISH = {
    **{
        SENTENCES[
            f"wechat.ended_{number}"
        ]: f"WeChat did not send it, naming {STOPPED_FOR[number]} (%(said)s). Look on the "
        "WeChat platform why; change it and submit again, or post by hand. Where WeChat is mistaken, appeal there."
        for number in STOPPED
    },
    **{
        BY_HAND[name] + TAILS[tail]: said + end
        for name, said in HANDS.items()
        for tail, end in ENDS.items()
    },
    "公众号没有连接，转人工代发。": "The official account is not connected: by hand.",
    "今天的次数已用完（按配置的上限计），%(reset)s 恢复。草稿已在公众号草稿箱：请在公众平台直接发表那一篇，或等恢复后再发。": "Today's "
    "calls are used up (by the limit in the configuration); they begin anew at %(reset)s. The draft is in the account's draft "
    "box: publish that one there, or wait until then.",
    "草稿已放进公众号草稿箱，按配置由人发表：请在公众平台发表那一篇，再粘贴链接。": "The draft is in the account's draft box; by the "
    "configuration a person publishes it: do that on the WeChat platform, then paste the link.",
    "已提交发布，但今天不能再查结果（%(reset)s 恢复）。请到公众平台看：已发就粘贴链接；不要重发。": "It was submitted, but WeChat cannot be "
    "asked again today (it begins anew at %(reset)s). Look on the WeChat platform: if it is out, paste the link; do not post again.",
    "已群发成功，但微信没有告知链接。请打开那篇文章，粘贴它的链接；不要重发。": "It was sent to all followers, but WeChat did not tell the "
    "link. Open the article and paste its link; do not send again.",
    "这篇文章没有接口编号，请在公众平台人工删除。": "This article has no number that the interface knows: delete it on the WeChat platform.",
    "微信一侧繁忙（%(number)s：%(said)s），稍后自动重试。": "WeChat is busy (%(number)s: %(said)s); tried again by itself.",
    "微信没有接受这篇文字（%(number)s：%(said)s）。请修改后重新送审，或人工代发。": "WeChat did not take these words (%(number)s: "
    "%(said)s). Change them and submit again, or post by hand.",
    "微信没有接受图片（%(number)s：%(said)s）。请换成 JPG 或 PNG 再送审，或人工代发。": "WeChat did not take a picture (%(number)s: "
    "%(said)s). Use JPG or PNG and submit again, or post by hand.",
    "微信说同一条已群发过（%(number)s：%(said)s）。请到公众平台核实，不要重发。": "WeChat says that this was sent before (%(number)s: "
    "%(said)s). Look on the WeChat platform; do not send again.",
    "微信上没有这一篇（%(number)s：%(said)s）。请到公众平台核实。": "WeChat has no such article (%(number)s: %(said)s). Look on the WeChat "
    "platform.",
    "连不上微信。": "WeChat cannot be reached.",
    "请求已发出，微信没有给出结果。系统会先查再做，不会重复。": "The request left and WeChat gave no result. The system looks before it "
    "does anything again; nothing is doubled.",
    "已提交发布，微信没有给出结果。系统正在查，查清之前不会再提交。": "It was submitted and WeChat gave no result. The system is looking, "
    "and does not submit again before it knows.",
    "草稿已不在草稿箱，发布列表里也没有找到。可能已发，也可能有人删了草稿：请到公众平台看，已发就粘贴链接；没有发就标为未发布。": "The draft is gone "
    "from the draft box, and no published article was found. It may be out, or somebody deleted the draft: look on the WeChat platform. "
    "If it is out, paste the link; if not, mark it as not published.",
    "已提交发布，微信正在审核，审完自动得到链接。": "Submitted; WeChat is reviewing it, and the link comes by itself.",
    "已提交群发，等公众号管理员在手机上确认（半小时内有效）。": "Submitted for sending; the account's administrator confirms it on the "
    "telephone, within half an hour.",
    "群发提交后没有等到结果，多半是管理员没有在时限内确认。请到公众平台看：已发就粘贴链接，没有发就标为未发布。": "No result came after the mass "
    "send was submitted; most likely the administrator did not confirm in time. Look on the WeChat platform: if it is out, paste the link; "
    "if not, mark it as not published.",
    "已提交发布，多次查询仍在审核。请到公众平台看：已发就粘贴链接；不要重发。微信告知结果时系统会自动更新。": "Submitted, and still under review "
    "after many questions. Look on the WeChat platform: if it is out, paste the link; do not post again. When WeChat tells the result, this "
    "updates by itself.",
    "微信原创声明审核没有通过，没有发布。请到公众平台看原因，修改后重试，或人工代发。": "WeChat did not accept the claim of originality; nothing was "
    "published. See why on the WeChat platform, change it and try again, or post by hand.",
    "微信发布失败，没有发布。请到公众平台看原因，再重试，或人工代发。": "WeChat failed to publish it; nothing was published. See why on the WeChat "
    "platform, then try again, or post by hand.",
    "微信平台审核不通过，没有发布。请修改文字后重新送审，或人工代发。": "WeChat's review rejected it; nothing was published. Change the words and "
    "submit again, or post by hand.",
    "发布成功后文章被本账号的人删除了。请核实是谁删除的、为什么。": "It was published, and somebody of the account then deleted it. Find out who, "
    "and why.",
    "发布成功后文章被微信封禁。请联系微信并报告值班领导。": "It was published, and WeChat then banned it. Contact WeChat and tell the leader on duty.",
    "微信没有发出这一篇（%(said)s）。请到公众平台看原因，再重试，或人工代发。": "WeChat did not send it (%(said)s). See why on the WeChat platform, "
    "then try again, or post by hand.",
    "正在向平台换取访问令牌，稍后自动重试。": "An access token is being fetched from the platform; tried again by itself.",
    "令牌（Token）是 3 到 32 个英文字母或数字，与公众平台“服务器配置”里的一致。": "The token has 3 to 32 letters or digits, the same as in the "
    "server settings on the WeChat platform.",
    "EncodingAESKey 是 43 个英文字母或数字；明文模式请留空。": "The EncodingAESKey has 43 letters or digits; leave it empty in clear mode.",
    "这条消息不是平台发来的，没有采用。": "This message is not from the platform and was not taken.",
    "这条消息已过时，没有采用。": "This message is too old and was not taken.",
    "清零平台接口次数": "Platform quota cleared",
    "平台告知发布结果": "Platform told the result",
    "平台任务编号": "Job on the platform",
    "回调": "Callback",
    "公众号": "Official account",
    "公众号设置": "Official account settings",
    "连接": "Connection",
    "只放进草稿箱，由人发表。": "Only into the draft box; a person publishes.",
    "放进草稿箱并发布，不推送给粉丝。": "Drafted and published, without a push to followers.",
    "放进草稿箱并群发给全部粉丝。": "Drafted and sent to all followers.",
    "先填写 AppID 和 AppSecret，再测试连接。": "Give the AppID and AppSecret, then test the connection.",
    "测试通过之前，一律转人工代发。": "Until the test passes, everything goes by hand.",
    "结果回调": "Results by callback",
    "已设置": "Set up",
    "未设置，靠查询得知结果": "Not set up; results are asked for",
    "今天用了几次": "Calls used today",
    "提交发布": "Submitted",
    "群发": "Sent to all",
    "查询结果": "Results asked for",
    "每天零点恢复。上限按配置 [wechat]，以公众平台“接口权限”页面为准。": "They begin anew at midnight. The limits are those of the "
    "configuration, [wechat]; what holds is the platform's own page of permissions.",
    "请微信把次数清零": "Ask WeChat to begin the counts anew",
    "每月最多 10 次，群发次数不在其内。系统从不自己清零。": "At most 10 times a month, mass sends not included. The system never does it by "
    "itself.",
    "清零": "Begin anew",
    "密钥": "Keys",
    "AppID 和 AppSecret": "AppID and AppSecret",
    "在公众平台“基本配置”里查到。加密存放，以后不再显示。": "You find it on the WeChat platform under basic configuration. It is kept "
    "encrypted and never shown again.",
    "在公众平台“服务器配置”里填写这个地址，选安全模式：": "Give this address in the server settings on the WeChat platform, in secure mode: ",
    "令牌（Token）": "Token",
    "与公众平台里填写的一致。加密存放，以后不再显示。": "The same as on the WeChat platform. It is kept encrypted and never shown again.",
    "43 个字符；明文模式留空。填写之后只认加密的消息。": "43 characters; empty in clear mode. Once given, only encrypted messages are taken.",
    "已保存。密钥已加密，不再显示。下一步：测试连接。": "Saved and encrypted; it is not shown again. Next: test the connection.",
    "已保存。现在到公众平台的“服务器配置”里提交，平台会当场验证这个地址。": "Saved. Now submit the server settings on the WeChat platform; it "
    "checks this address at once.",
    "连接正常，草稿箱里有 %(drafts)s 篇。现在起由系统直接发出。": "The connection works; the draft box holds %(drafts)s. From now on the "
    "system posts by itself.",
    "接口次数已清零。今天已转人工代发的不会再自动发出。": "The counts begin anew. What went by hand today is not posted by itself any more.",
    "公众号这一天已排满（每天 %(most)s 次），到时会转人工代发。请改天，或不发公众号。": "The official account's day is full "
    "(%(most)s a day): this one will go by hand. Choose another day, or leave WeChat out.",
    "这一篇会用掉公众号这一天最后一次群发。": "This uses the official account's last mass send of that day.",
    "这一篇会用掉公众号这一天最后一次发布。": "This uses the official account's last publication of that day.",
    "服务号这个月的群发次数已用完（按配置的上限计），%(reset)s 恢复。草稿已在公众号草稿箱：请在公众平台发表那一篇（不推送），或等恢复后再发。": "This "
    "month's mass sends of the service account are used up (by the limit in the configuration); they begin anew at %(reset)s. The "
    "draft is in the account's draft box: publish that one there (without a push), or wait until then.",
    "微信说服务号这个月的群发次数已用完（%(number)s：%(said)s），%(reset)s 恢复；不再自动重试。草稿已在公众号草稿箱：请在公众平台发表那一篇（不推送），或等恢复后再发。": "WeChat "
    "says that this month's mass sends of the service account are used up (%(number)s: %(said)s); they begin anew at %(reset)s. Not "
    "tried again by itself. The draft is in the account's draft box: publish that one there (without a push), or wait until then.",
    "服务号这个月已排满（每月 %(most)s 次群发），到时会转人工代发。请改到下月，或不发公众号。": "The service account's month is full (%(most)s mass "
    "sends a month): this one will be by hand. Choose another month, or leave the account out.",
    "这一篇会用掉服务号这个月最后一次群发。": "This uses the service account's last mass send of that month.",
    "微信文章用的是正文，有 %(length)s 个字，微信最多 %(most)s 个。请缩短正文，或另写微信正文，或在发布渠道里去掉微信。": "The article for WeChat is the text, which has %(length)s characters; WeChat takes %(most)s. Shorten the text, write one for WeChat, or take WeChat out of the channels.",
    "微信正文有 %(length)s 个字，最多 %(most)s 个。请缩短，或留空发全文。": "The text for WeChat has %(length)s characters, at most %(most)s are taken. Shorten it, or leave it empty for the whole text.",
    "更正说明": "Note of the correction",
    "群发（本月）": "Mass sends (this month)",
    "微信里不发全文时才写；写了就按这段发，不带正文的格式。": "Only where WeChat is not to have the whole text; what is written here goes "
    "there instead, without the text's formatting.",
}
