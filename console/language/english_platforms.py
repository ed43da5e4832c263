"""English of the platforms' accounts."""

ENGLISH = {
    "平台账号": "Platform accounts",
    "连接之后由系统直接发出；没有连接、授权到期或平台限流时，自动转人工代发。": "Once connected, the system "
    "posts by itself; without a connection, after its end, or under a platform's limit, a person posts.",
    "这个平台还没有直接发布的接口。": "There is no direct posting to this platform yet.",
    '配置里写明由人工代发。要直接发布，请把 by 改为 "api"。': "The configuration says that a person posts. "
    'To post directly, set by to "api".',
    "已连接": "Connected",
    "授权已到期": "Authorisation has ended",
    "未连接": "Not connected",
    "账号编号": "Account number",
    "授权到期": "Authorised until",
    "快到期了。请现在重新授权，到期前重新授权会延长期限。": "It ends soon. Authorise again now; before the end, that "
    "extends it.",
    "到期之后的都转了人工代发。请重新授权。": "Since it ended, everything goes by hand. Please authorise again.",
    "重新授权": "Authorise again",
    "去平台授权": "Authorise on the platform",
    "断开平台账号": "Disconnect the platform account",
    "已确认是您本人。请在 15 分钟内到平台上同意授权；同意之后会回到这里。": "It is you. Agree on the platform within 15 "
    "minutes; you come back here afterwards.",
    "打开平台的授权页": "Open the platform's page",
    "授权之后，签发的通稿由系统直接发到这个账号。": "Once authorised, signed releases go to this account by themselves.",
    "断开之后，签发的通稿改由人工代发，直到重新授权。": "Disconnected, signed releases are posted by hand until it is "
    "authorised again.",
    "在平台上停留太久，这次授权没有采用。请再点“去平台授权”。": "It took too long on the platform and was not used. Choose "
    "“Authorise on the platform” again.",
    "测试连接": "Test the connection",
    "断开": "Disconnect",
    "应用的 App Key 和 App Secret": "App key and app secret of the application",
    "已保存，加密存放，不再显示；留空就不改。": "Kept encrypted and not shown again; leave it empty to keep it.",
    "在平台“我的应用”里查到。加密存放，以后不再显示。": "You find it on the platform under your applications. It is "
    "kept encrypted and never shown again.",
    "保存前再确认一次是您本人。": "Confirm once more that it is you before this is saved.",
    "已保存。密钥已加密，不再显示。下一步：去平台授权。": "Saved and encrypted; it is not shown again. Next: authorise on "
    "the platform.",
    "已连接。现在起由系统直接发出。": "Connected. From now on the system posts by itself.",
    "连接正常，授权还剩 %(days)s 天。": "The connection works; %(days)s days are left.",
    "已断开。以后由人工代发；平台一侧的授权请到平台上取消。": "Disconnected. A person posts from now on; revoke the "
    "authorisation on the platform too.",
    "请填写 App Key，在平台“我的应用”里可以查到。": "Give the app key; the platform shows it under your applications.",
    "请填写 App Secret。换了 App Key，也要填新的 App Secret。": "Give the app secret. Another app key needs its own.",
    "App Key 和 App Secret 最多 %(most)s 个字符。请看是否粘贴了别的内容。": "App key and app secret have at most "
    "%(most)s characters. Did you paste something else?",
    "还没有保存这个平台的应用。请先填写 App Key 和 App Secret。": "No application is kept for this platform yet. Give the "
    "app key and app secret first.",
    "保存的 App Secret 已无法打开（系统密钥换过）。请重新填写。": "The app secret cannot be opened any more (the system's "
    "key changed). Please give it again.",
    "这次授权不是从这个页面开始的，没有采用。请在这里点“去平台授权”，再来一次。": "This authorisation did not begin on this "
    "page and was not taken. Press “Authorise on the platform” here and try again.",
    "授权的是账号 %(uid)s，不是配置里本局的账号，没有连接。请在平台上换用本局账号登录，再授权。": "Account %(uid)s was "
    "authorised, which is not ours by the configuration; it was not connected. Sign in on the platform with "
    "our account and authorise again.",
    "平台上没有同意授权，连接没有改变。要连接，请再点“去平台授权”。": "The platform did not grant it; nothing changed. To "
    "connect, press “Authorise on the platform” again.",
    "平台账号 %(account)s 的授权快到期了。请在到期前重新授权，否则会转为人工代发。": "The authorisation of %(account)s "
    "ends soon. Authorise again before that, or a person will have to post.",
    "平台账号 %(account)s 的授权已到期，现在都转人工代发。请重新授权。": "The authorisation of %(account)s has ended; "
    "everything goes by hand now. Please authorise again.",
    "微博账号没有连接或授权已到期，转人工代发。": "The Weibo account is not connected, or its authorisation has ended: by hand.",
    "这段微博没有本站链接，或带有 #话题#，接口不收，转人工代发。": "This text has no link to our site, or a #topic#; the "
    "interface does not take it: by hand.",
    "微博不再认可本系统的授权（%(number)s：%(said)s），转人工代发。请管理员重新连接。": "Weibo no longer accepts our "
    "authorisation (%(number)s: %(said)s): by hand. An administrator should connect it again.",
    "微博限流（%(number)s：%(said)s），最迟 %(reset)s 恢复；转人工代发，不再自动重试。": "Weibo takes no more "
    "for now (%(number)s: %(said)s), until %(reset)s at the latest: by hand, and not tried again by itself.",
    "微博限流（%(number)s：%(said)s），转人工代发，不再自动重试。": "Weibo takes no more for now (%(number)s: %(said)s): by "
    "hand, and not tried again by itself.",
    "微博没有给本系统这项权限（%(number)s：%(said)s），转人工代发。": "Weibo does not let this application do it "
    "(%(number)s: %(said)s): by hand.",
    "这条微博是人工发的，链接里没有编号，请人工删除。": "A person posted this and its link has no number: delete it by hand.",
    "微博一侧出错（%(number)s：%(said)s）。": "Weibo has trouble of its own (%(number)s: %(said)s).",
    "微博没有接受这段文字或图片（%(number)s：%(said)s）。请修改后重新送审，或人工代发。": "Weibo did not take these words or "
    "this picture (%(number)s: %(said)s). Change them and submit again, or post by hand.",
    "微博说与已发的重复（%(number)s：%(said)s），但账号里没有找到。请到微博上核实。": "Weibo says it repeats a post "
    "(%(number)s: %(said)s), but none was found. Please look on Weibo.",
    "微博已接受，要一两分钟才出现（%(number)s：%(said)s）。请稍后到微博上核实，不要重发。": "Weibo has taken it and shows it "
    "in a minute or two (%(number)s: %(said)s). Look there later; do not post again.",
    "微博上没有这一条（%(number)s：%(said)s）。": "Weibo has no such post (%(number)s: %(said)s).",
    "连不上微博。": "Weibo cannot be reached.",
    "请求已发出，微博没有给出结果。可能已发，请到微博上核实，不要直接重发。": "The request left and Weibo gave no result. It may "
    "be posted: look there; do not just post again.",
    "管理平台账号": "Manage platform accounts",
    "保存平台应用": "Platform application kept",
    "连接平台账号": "Platform account connected",
    "App Key": "App key",
}
