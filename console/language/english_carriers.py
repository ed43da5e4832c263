"""English of the carriers of notices."""

ENGLISH = {
    "通知渠道": "Notice carriers",
    "改通知方式": "Notice choices changed",
    "测试通知渠道": "Notice carrier tested",
    "签字：等我签、逾期、签名失效": "Signing: mine is needed, late, or has fallen",
    "时限和任务": "Clocks and tasks",
    "发布：失败、待核、待代发": "Publishing: failed, in doubt, to post by hand",
    "拟稿：退回、建议、已发布": "Drafting: sent back, proposed, published",
    "%(bureau)s发言台：%(count)s 条通知": "Fayan of %(bureau)s: notices (%(count)s)",
    "发言台有一条新通知，请登录查看。": "There is a new notice in Fayan. Please sign in and look.",
    "这是一条测试，说明通知可以送达。": "This is a test: notices arrive.",
    "有一处检查结果等您决定：改写还是例外放行。": "A finding waits for your decision: rewrite or override.",
    "有一份模板等您预审签字。": "A template waits for your signature.",
    "%(number)s 被退回，请看意见并修改。": "%(number)s was sent back. Please read why and change it.",
    "%(number)s 有一处修改建议，采纳只要一下。": "A change is proposed to %(number)s; accepting takes one touch.",
    "%(number)s 被标注为核实中，等更正或确认。": "%(number)s is marked as under verification; it waits for a "
    "correction or confirmation.",
    "%(number)s 与台账不符，须更正。": "%(number)s differs from the ledger and needs a correction.",
    "%(number)s 有一项时限已用去百分之 %(share)s，还没有完成。": "%(share)s per cent of a clock of %(number)s has gone, "
    "and it is not done.",
    "%(number)s 有一项已到时限，还没有完成。": "A clock of %(number)s has run out, and it is not done.",
    "%(number)s 有一项任务已过最迟时间，还没有办结。": "A task of %(number)s is overdue.",
    "%(channel)s没有可用的账号，没有发出，请处理。": "%(channel)s has no account to post with, and nothing went out. "
    "Please see to it.",
    "%(number)s 已改动，您的签字失效，请看修改后重签。": "%(number)s was changed and your signature fell. Please look at "
    "the change and sign again.",
    "通知渠道“%(carrier)s”没有送达。请到“通知渠道”查看原因，先改用电话。": "The notice carrier “%(carrier)s” does not "
    "arrive. Look under Notice carriers why, and use the telephone meanwhile.",
    "对方系统忙（%(number)s：%(said)s），正在自动重试。": "The other side is busy (%(number)s: %(said)s); it is tried again "
    "by itself.",
    "发得太多，对方限流（%(number)s：%(said)s），到时自动再发。急事请打电话。": "Too many messages (%(number)s: %(said)s); "
    "it goes on by itself later. Telephone if it is urgent.",
    "这个机器人不存在或已移除（%(number)s：%(said)s）。请到群里重新复制机器人地址，在这里更换。": "There is no such robot any "
    "more (%(number)s: %(said)s). Copy its address in the chat again and enter it here.",
    "对方不认我们的签名、关键词或网络地址（%(number)s：%(said)s）。请核对加签密钥、安全设置里的 IP 和本机时间。": "The other side "
    "does not accept our signature, keyword or network address (%(number)s: %(said)s). Check the signing "
    "secret, the listed addresses and this machine's clock.",
    "对方没有接受（%(number)s：%(said)s）。请管理员按这句话核对渠道设置，再发测试。": "The other side refused (%(number)s: "
    "%(said)s). An administrator should check the settings by these words and test again.",
    "系统内部出错，没有发出（%(said)s）。请联系维护人员。": "Something of ours is broken and nothing went out (%(said)s). "
    "Please tell whoever maintains the system.",
    "没有 %(name)s 这个通知渠道。请回到列表重选。": "There is no carrier %(name)s. Go back to the list.",
    "测试发给您自己，您还没有填地址。请先在“我的账号 → 通知方式”里填写。": "The test goes to yourself, and you gave no address. "
    "Enter it under My account, How notices reach you.",
    "这个地址里没有 %(name)s。请在群的机器人设置里整个复制，再粘贴。": "This address has no %(name)s. Copy all of it in the "
    "robot's settings and paste it again.",
    "请粘贴机器人地址，在群设置的消息推送里复制。": "Paste the robot's address; the chat's settings have it.",
    "请粘贴机器人地址，在群设置的机器人里复制。": "Paste the robot's address; the chat's robot settings have it.",
    "请填写邮箱密码或授权码。": "Give the mailbox's password or its authorisation code.",
    "请填写与短信平台约定的密钥。": "Give the secret that is shared with the text message gateway.",
    "这不像一个密钥：太长或夹着空格。请看是否粘贴了别的内容。": "This is no key: it is too long or has spaces in it. Did you "
    "paste something else?",
    "连不上对方，正在自动重试。请查网络和地址。": "The other side cannot be reached; it is tried again by itself. Check "
    "network and address.",
    "已发出，对方没有回音，可能已送达。系统不再重发，免得重复；急事请打电话核实。": "It left and nothing was answered; it may have "
    "arrived. It is not sent again, lest it come twice. Telephone if it is urgent.",
    "连不上邮件服务器，正在自动重试。请查服务器地址、端口和加密方式。": "The mail server cannot be reached; it is tried again by "
    "itself. Check its address, port and encryption.",
    "邮件已交出，服务器没有回音，正在用同一编号再试。": "The mail was handed over and nothing was answered; it is tried again "
    "under the same id.",
    "邮件服务器暂时不收（%(number)s：%(said)s），正在自动重试。": "The mail server takes nothing for now (%(number)s: "
    "%(said)s); it is tried again by itself.",
    "邮件服务器不认用户名或密码（%(number)s：%(said)s）。请更换邮箱密码或授权码。": "The mail server does not accept user or "
    "password (%(number)s: %(said)s). Enter the password or authorisation code again.",
    "邮件服务器的证书不可信（%(said)s）。请联系邮件管理员，不要关掉加密。": "The mail server's certificate is not trusted "
    "(%(said)s). Ask whoever runs it; do not switch encryption off.",
    "邮件服务器不支持配置里的加密方式或登录。请核对配置的 tls 和端口。": "The mail server does not know the configured encryption "
    "or log-in. Check tls and port.",
    "邮件服务器不收这个发件人（%(number)s：%(said)s）。请核对配置的 sender。": "The mail server refuses this sender "
    "(%(number)s: %(said)s). Check sender in the configuration.",
    "收件地址不存在或被拒（%(number)s：%(said)s）。请核对地址。": "The recipient does not exist or was refused (%(number)s: "
    "%(said)s). Check the address.",
    "邮件被拒（%(number)s：%(said)s）。请管理员按这句话核对，再发测试。": "The mail was refused (%(number)s: %(said)s). An "
    "administrator should check by these words and test again.",
    "要用邮件通知，请填邮箱地址。": "To be told by mail, give an address.",
    "要用短信通知，请填手机号。": "To be told by text message, give a number.",
    "邮箱地址写法不对。应像 zhang@bureau.example。": "This is no mail address. It should look like zhang@bureau.example.",
    "手机号写法不对。只填数字，可以带开头的 + 和短横。": "This is no telephone number. Digits only, with a leading + and hyphens "
    "if you like.",
    "账号写法不对。填这个平台上的英文账号，不是姓名。": "This is no user id. Give the id on that platform, not a name.",
    "免打扰时间要两格都填，写成 22:00 这样；都不填就按本局的。": "Fill in both quiet hours, like 22:00; leave both empty for "
    "the bureau's.",
    "通知方式刚在别处改过。请核对后再保存一次。": "This was just changed elsewhere. Look at it and save again.",
    "通知渠道 %(name)s 写了两次。请改一个名字。": "The carrier %(name)s is written twice. Rename one.",
    "邮件渠道 %(name)s 要写 host 和 sender（发件地址）。": "The mail carrier %(name)s needs host and sender.",
    "邮件渠道 %(name)s 没有加密，只有本机可以这样。请用 implicit 或 starttls。": "The mail carrier %(name)s is not encrypted, "
    "which only this machine may be. Use implicit or starttls.",
    "渠道 %(name)s 要写 address（短信平台的网址）。": "The carrier %(name)s needs an address.",
    "渠道 %(name)s 的网址要用 https；只有本机可以用 http。": "The carrier %(name)s needs https; only this machine may be "
    "spoken to by http.",
    "通知渠道“%(carrier)s”没有送达（%(said)s）。": "The notice carrier “%(carrier)s” does not arrive (%(said)s).",
    "有 %(count)s 条通知到时没有发出，没有进程在发。": "Notices (%(count)s) are due and nobody sends them.",
    "对外推送": "Partners",
    "订阅中枢": "WebSub hub",
    "通稿发布、更正、撤回时，用约定的密钥签名后告知这些单位。": "They are told when a release goes out, is corrected or is "
    "withdrawn, signed with the secret that each shares with us.",
    "已设置": "Set up",
    "与对方约定的密钥": "Secret shared with the partner",
    "已保存。密钥已加密，不再显示。": "Saved and encrypted; it is not shown again.",
    "对外推送 %(name)s 写了两次。请改一个名字。": "The partner %(name)s is written twice. Rename one.",
    "对外推送 %(name)s 的网址要用 https；只有本机可以用 http。": "The partner %(name)s needs https; only this machine may be "
    "spoken to by http.",
    "订阅中枢暂时不收（%(number)s），正在自动重试。": "The WebSub hub takes nothing for now (%(number)s); it is tried again by "
    "itself.",
    "订阅中枢没有接受（%(number)s：%(said)s）。请核对配置的 hub；网站和订阅不受影响。": "The WebSub hub refused (%(number)s: "
    "%(said)s). Check hub in the configuration; the site and the feeds are not affected.",
    "还没有与“%(partner)s”约定密钥，没有推送。请管理员到“通知渠道”填写，再重试。": "No secret is shared with “%(partner)s” yet, and "
    "nothing was sent. An administrator enters it under Notice carriers; then retry.",
    "连不上“%(partner)s”，正在自动重试。": "“%(partner)s” cannot be reached; it is tried again by itself.",
    "“%(partner)s”暂时不收（%(number)s），正在自动重试。": "“%(partner)s” takes nothing for now (%(number)s); it is tried again "
    "by itself.",
    "“%(partner)s”不认我们的签名（%(number)s：%(said)s）。请两边核对密钥和时间，再重试。": "“%(partner)s” does not accept our "
    "signature (%(number)s: %(said)s). Compare secret and clocks on both sides, then retry.",
    "“%(partner)s”没有接受（%(number)s：%(said)s）。请与对方联系，改好后再重试。": "“%(partner)s” refused (%(number)s: "
    "%(said)s). Ask them, then retry.",
    "媒体邮件": "Mail to the media",
    "媒体名单": "Media list",
    "加入媒体名单": "Added to the media list",
    "离开媒体名单": "Left the media list",
    "媒体": "Outlet",
    "发布计划里有“媒体邮件”时，通稿按这个名单逐一发邮件。只列本人同意的。": "Where a plan has “Mail to the media”, a release goes to "
    "each of them by mail. Only who agreed is listed.",
    "配置里还没有发件邮箱（[press_mail]），现在不会发。": "The configuration has no mailbox yet ([press_mail]); nothing is sent.",
    "怎样同意的": "How they agreed",
    "由本局移出": "Taken off by us",
    "本人已退订": "Left by themselves",
    "移出": "Take off",
    "名单是空的": "The list is empty",
    "在下面加入同意收邮件的记者。": "Add journalists below who agreed to get mail.",
    "加入名单": "Add to the list",
    "加入": "Add",
    "如：本人来信、媒体登记表。个人信息保护法要求取得本人同意。": "A letter of theirs, a form at registration. The law asks for "
    "their own consent.",
    "退订": "Unsubscribe",
    "您已不在媒体名单上，姓名和地址已清除，不会再收到邮件。想再收，请与新闻发言人办公室联系。": "You are not on the media list any more; "
    "name and address are erased, and no more mail will come. To come back, write to the press office.",
    "按下后立即退订，您的姓名和地址会从名单中清除。": "Pressing ends it at once, and erases your name and address from the list.",
    "已加入媒体名单。": "Added to the media list.",
    "已移出，姓名和地址已清除。": "Taken off; name and address are erased.",
    "请写明是哪家媒体。": "Say which outlet.",
    "请填写姓名。": "Give the name.",
    "请填写邮箱地址。": "Give the mail address.",
    "请写明本人怎样同意的；没有同意的不能加入。": "Say how they agreed; nobody is listed without.",
    "最多 %(most)s 个字符，写在一行里。请缩短后再加入。": "At most %(most)s characters, on one line. Shorten it and add again.",
    "这个地址已在名单上。": "This address is on the list.",
    "名单上没有这一位，可能刚被移出。请刷新名单。": "They are not on the list; perhaps they were just taken off. Load it again.",
    "这个退订链接不完整或已失效。请从邮件里再点一次，或与新闻发言人办公室联系。": "This link is not whole or no longer valid. Follow "
    "the one in the mail again, or write to the press office.",
    "名单上的 %(count)s 个地址都被拒收。请核对发件邮箱和名单，再重试。": "All addresses of the list (%(count)s) were refused. Check "
    "the mailbox and the list, then retry.",
    "媒体邮件要写 sender（发件地址）。": "Mail to the media needs a sender.",
    "媒体邮件没有加密，只有本机可以这样。请用 implicit 或 starttls。": "Mail to the media is not encrypted, which only this machine "
    "may be. Use implicit or starttls.",
    "未设置": "Not set up",
    "正在重试": "Being tried again",
    "从": "From",
    "到": "Until",
    "已保存。下一条通知起照此办理。": "Saved. It holds from the next notice on.",
    "其他": "Everything else",
    "通知方式": "How notices reach you",
    "不在发言台时，通知怎样找到您": "What finds you when you do not have the console open",
    "不在发言台时，通知怎样找到您。发言台里的通知照常，不受这里影响。": "What finds you when you do not have the console open. "
    "Notices within the console come as ever.",
    "群里有我的通知，就发到这个群": "Tell this group of my notices",
    "用它通知我": "Tell me by it",
    "邮箱地址": "Mail address",
    "手机号": "Mobile number",
    "在这个平台上的账号": "Your user id on that platform",
    "填了就在群里@您；不填只发消息。": "With it you are called by @ in the group; without it the message is only posted.",
    "哪些事": "For what",
    "免打扰时间": "Quiet hours",
    "这段时间里的通知等时间过了再发；突发事件的通知不受限制，随时发出。两格都不填，按本局的 %(starts)s 至 %(ends)s；两格填同一时间，就没有免打扰。": "Notices "
    "within them wait for their end; those of an incident go at any time. With both empty, the bureau's hold: "
    "%(starts)s to %(ends)s. The same time twice means none.",
    "本局还没有接入机器人、邮箱或短信。请联系管理员。": "The bureau has no robot, mailbox or gateway yet. Ask an administrator.",
    "还没有通知渠道": "No carriers yet",
    "在配置文件里加 [[carriers]]：企业微信、钉钉机器人，邮箱，短信平台。": "Add [[carriers]] to the configuration: robots of WeCom "
    "or DingTalk, a mailbox, a text message gateway.",
    "人不在发言台时，靠这些渠道叫到人。发出去的只有编号和链接，没有通稿的一个字。": "These call people who do not have the console "
    "open. What leaves is a number and a link, never a word of a release.",
    "填好下面的密钥才会发。": "It sends once its key is entered below.",
    "还没有发过": "Nothing sent yet",
    "没有送达": "Does not arrive",
    "已送达": "Arrived",
    "上次送达：": "Last arrived: ",
    "发一条测试": "Send a test",
    "测试发给您自己：先在“我的账号 → 通知方式”里填好地址。": "The test goes to yourself: give your address under My account, How "
    "notices reach you, first.",
    "更换密钥": "Replace the key",
    "填写密钥": "Enter the key",
    "机器人地址": "Address of the robot",
    "群设置 → 消息推送里复制的整个地址，或其中的 key。": "All of the address from the chat's settings, or the key in it.",
    "群设置 → 机器人里复制的 Webhook 地址，或其中的 access_token。": "The webhook address from the chat's robot settings, or the "
    "access_token in it.",
    "加签密钥": "Signing secret",
    "安全设置选“加签”时给的，以 SEC 开头。": "Given when the robot's security is by signature; it begins with SEC.",
    "邮箱密码或授权码": "Mailbox password or authorisation code",
    "与短信平台约定的密钥": "Secret shared with the gateway",
    "对方用它核对是不是我们发的。": "The other side checks by it that a message is ours.",
    "已保存。密钥已加密，不再显示。请发一条测试。": "Saved and encrypted; it is not shown again. Please send a test.",
    "测试通知已交出，几秒后刷新本页看结果。": "The test is on its way. Load this page again in a few seconds for the result.",
    "发到外面的通知没有送达，请改用电话。": "Notices to the outside do not arrive. Use the telephone.",
}
