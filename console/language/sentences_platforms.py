"""Sentences of the platforms' accounts and of what a platform answers."""

SENTENCES = {
    "credentials.no_key": "请填写 App Key，在平台“我的应用”里可以查到。",
    "credentials.no_secret": "请填写 App Secret。换了 App Key，也要填新的 App Secret。",
    "credentials.too_long": "App Key 和 App Secret 最多 %(most)s 个字符。请看是否粘贴了别的内容。",
    "credentials.no_application": "还没有保存这个平台的应用。请先填写 App Key 和 App Secret。",
    "credentials.cannot_open": "保存的 App Secret 已无法打开（系统密钥换过）。请重新填写。",
    "credentials.other_browser": "这次授权不是从这个页面开始的，没有采用。请在这里点“去平台授权”，再来一次。",
    "credentials.too_late": "在平台上停留太久，这次授权没有采用。请再点“去平台授权”。",
    "credentials.not_ours": "授权的是账号 %(uid)s，不是配置里本局的账号，没有连接。请在平台上换用本局账号登录，再授权。",
    "credentials.refused": "平台上没有同意授权，连接没有改变。要连接，请再点“去平台授权”。",
    "account.ending": "平台账号 %(account)s 的授权快到期了。请在到期前重新授权，否则会转为人工代发。",
    "account.ended": "平台账号 %(account)s 的授权已到期，现在都转人工代发。请重新授权。",
    "weibo.not_connected": "微博账号没有连接或授权已到期，转人工代发。",
    "weibo.not_shareable": "这段微博没有本站链接，或带有 #话题#，接口不收，转人工代发。",
    "weibo.connect": "微博不再认可本系统的授权（%(number)s：%(said)s），转人工代发。请管理员重新连接。",
    "weibo.limit": "微博限流（%(number)s：%(said)s），转人工代发，不再自动重试。",
    "weibo.limit_until": (
        "微博限流（%(number)s：%(said)s），最迟 %(reset)s 恢复；转人工代发，不再自动重试。"
    ),
    "weibo.permission": "微博没有给本系统这项权限（%(number)s：%(said)s），转人工代发。",
    "weibo.no_id": "这条微博是人工发的，链接里没有编号，请人工删除。",
    "weibo.later": "微博一侧出错（%(number)s：%(said)s）。",
    "weibo.words": "微博没有接受这段文字或图片（%(number)s：%(said)s）。请修改后重新送审，或人工代发。",
    "weibo.twice": "微博说与已发的重复（%(number)s：%(said)s），但账号里没有找到。请到微博上核实。",
    "weibo.delayed": "微博已接受，要一两分钟才出现（%(number)s：%(said)s）。请稍后到微博上核实，不要重发。",
    "weibo.gone": "微博上没有这一条（%(number)s：%(said)s）。",
    "weibo.unreachable": "连不上微博。",
    "weibo.no_answer": "请求已发出，微博没有给出结果。可能已发，请到微博上核实，不要直接重发。",
}
