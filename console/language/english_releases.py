"""English of the screens and sentences of releases, drafting and review."""

from console.language.sentences_releases import SENTENCES

_ERRORS = {
    "content.name_too_long": "This has %(length)s characters; the most is %(most)s. Shorten it.",
    "content.alt_too_long": "The description of an attachment has at most %(most)s characters. Shorten it.",
    "chain.nobody_for_step": "Nobody can take the step “%(role)s” now (whoever drafted or submitted cannot sign). Ask an administrator to assign someone, then submit.",
    "series.not_the_first": "This is release %(place)s of its incident, so it cannot be the first report. Change the kind to update or final.",
    "series.no_first_yet": "This incident has no first report yet. Change the kind to first report.",
    "series.title_place": "The title does not fit its place in the incident. By its place it should be “%(title)s”. Change the title.",
    "release.not_there": "There is no such release, or its address changed. Open it from the list.",
    "release.not_now": "This release is now “%(stage)s”, so “%(action)s” is not possible. "
    "Look at where it stands, then decide.",
    "release.changed_meanwhile": "The release changed after you opened it. "
    "Look at where it stands, then try again.",
    "release.edited_elsewhere": "After you opened it, someone else saved new words "
    "(revision %(revision)s).",
    "release.author_signs": "You wrote part of this release, so someone else must sign it.",
    "release.all_signed": "Every step has been signed. Nothing is left to sign.",
    "release.signed_already": "You have signed this release; one person signs one step. "
    "Someone else signs the next.",
    "release.not_your_step": "It is the turn of the %(role)s, not yet yours. "
    "You will be told when it is.",
    "release.changed_since": "The release changed after you opened it. Read the changes, then sign.",
    "release.package_altered": "The words differ from the digest of submission, so this cannot be "
    "signed. Stop, and tell the administrator at once.",
    "release.not_a_change": "Choose “correction” or “erratum”.",
    "release.only_published_corrected": "Only a published release is corrected. "
    "Take back one that is not out yet.",
    "release.corrects_nothing": "A release of the kind “%(kind)s” begins at the one it corrects: "
    "open that, and choose “Correct”.",
    "release.stays_a_change": "This changes a published release, so its kind stays correction or "
    "erratum.",
    "content.no_such_kind": "There is no such kind. Choose again.",
    "content.no_such_column": "The column “%(column)s” no longer exists. Choose another.",
    "content.no_title": "Write a title.",
    "content.title_too_long": "The title has %(length)s characters; %(most)s is the most. "
    "Shorten it.",
    "content.list_title_too_long": "The list title has %(length)s characters; %(most)s is the "
    "most. Shorten it.",
    "content.no_body": "Write the text.",
    "content.body_too_long": "The text has %(length)s characters; %(most)s is the most. "
    "Cut it; attach tables and pictures.",
    "content.too_much_markup": "What was pasted has too much layout code in it. Paste it as plain "
    "text, then arrange the paragraphs.",
    "content.no_issuer": "Write who issues this.",
    "channel.weibo_length": "Weibo counts %(length)s characters; %(most)s is the most. "
    "Shorten them, or leave the field empty.",
    "channel.wechat_title": "The WeChat title has %(length)s characters; %(most)s is the most. "
    "Shorten it, or leave the field empty.",
    "channel.wechat_digest": "The WeChat digest has %(length)s characters; %(most)s is the most. "
    "Shorten it, or leave the field empty.",
    "time.missing": "Fill in when it goes out, or choose “at the last signature”.",
    "time.too_far": "%(text)s is more than a year away; the year may be wrong. Check it.",
    "time.after_midnight": "%(day)s %(hour)s is just after midnight, in the night of %(before)s. "
    "If that is meant, tick the box below; if the night of %(day)s is meant, change the date.",
    "plan.no_public_page": "The plan has no website. Every release has a public page; add it.",
    "plan.first_stage_waits": "The first stage of the plan cannot wait for another. "
    "Ask the administrator to check the configuration.",
    "plan.channel_twice": "A channel stands in the plan twice. "
    "Ask the administrator to check the configuration.",
    "plan.unknown_channel": "The channel “%(channel)s” of the plan has no account. "
    "Ask the administrator to check the configuration.",
    "plan.feeds_without_page": "Feeds go out in one stage with the website. "
    "Ask the administrator to check the configuration.",
    "remark.missing": "Write why, so that the other person knows what to do.",
    "remark.too_long": "%(length)s characters were written; %(most)s is the most. Shorten it.",
    "file.empty": "“%(name)s” is empty and was not stored. Choose it again.",
    "file.too_large": "“%(name)s” is larger than %(most)s MB and was not stored. Make it smaller.",
    "file.wrong_type": "“%(name)s” is no PNG, JPEG or PDF and was not stored. Convert it first.",
    "file.no_picture": "“%(name)s” is no PNG or JPEG picture and was not stored. Take a screenshot and send that.",
    "file.not_there": "There is no such attachment.",
    "file.damaged": "This attachment differs from what was stored and is not used. "
    "Tell the administrator, and upload it again.",
    "release.told_to_sign": "%(number)s is waiting for your signature.",
    "release.told_sent_back": "%(by)s sent %(number)s back. Read the remark and revise it.",
    "release.told_published": "%(number)s is published.",
    "page.not_there": "There is no such page. Go back to the first.",
    "warrant.warning_over": "The warning has run out, so this may not go out. Recall it, change the expiry or drop the warning, and submit again.",
    "warrant.promise_past": "The promised time of the next update is past, so this may not go out. Recall it, change the time, and submit again.",
    "warrant.overtaken": "A later report of the incident is public, so this one may not go out and stand on top. Recall it and write how things are now.",
    "warrant.no_release": "The release was not found; nothing went out. Tell the administrator.",
    "warrant.digest_differs": "The words differ from what was signed; nothing went out. "
    "Stop, and tell the administrator at once.",
    "warrant.not_signed": "A signature is missing; nothing went out. Submit it again.",
    "warrant.signed_by_author": "An author signed, or one person signed twice; nothing went out. "
    "Submit it again.",
    "warrant.withdrawn": "The release was withdrawn or discarded; nothing went out.",
}

_SCREENS = {
    "%(name)s 于 %(time)s 暂缓发布，恢复前不会发出。": "%(name)s put this on hold at %(time)s; "
    "nothing goes out until it is resumed.",
    "%(name)s 取回": "Taken back by %(name)s",
    "%(name)s 退回": "Sent back by %(name)s",
    "PNG、JPEG 或 PDF，每个不超过 %(size)s MB。": "PNG, JPEG or PDF, up to %(size)s MB each.",
    "、": ", ",
    "下面标出了变化；看过后可以重新签字。": "The changes are marked below; read them, then sign again.",
    "不属于事件": "Stands alone",
    "不要，用已保存的": "No, keep what is saved",
    "与第 %(old)s 稿相同。": "The same as revision %(old)s.",
    "两份文字": "Two texts",
    "两份文字相同。": "Both texts are the same.",
    "两稿相同": "Both revisions are the same",
    "事实有误": "facts were wrong",
    "从对方的文字到您的文字": "From their text to yours",
    "从第几稿": "From revision",
    "他人也改了这份通稿。您的文字都在本页，没有丢失。": "Someone else changed this release too. "
    "All your words are on this page; nothing is lost.",
    "何时发到哪里": "What goes where, and when",
    "何时发布": "When it goes out",
    "保存失败，文字还在本页": "Not saved; your words are still on this page",
    "修改后失效": "fell when it was changed",
    "修改痕迹": "Changes",
    "公众看到的": "What the public sees",
    "公众页已换成撤回说明。": "The public page now says that it was withdrawn.",
    "再试": "Try again",
    "写好后送审。": "Submit it when it is written.",
    "写清改哪里、怎么改。": "Say what to change, and how.",
    "列表和订阅里用它区分同名的通稿。": "Lists and feeds tell releases of one name apart by it.",
    "列表标题": "List title",
    "删去": "removed",
    "到第几稿": "To revision",
    "前一步发出后立即；前一步不通，最多等 %(minutes)s 分钟": "As soon as the step before is out; "
    "%(minutes)s minutes at most if it cannot go",
    "历次修改": "Revisions",
    "发到哪里": "Where it goes",
    "发布时间": "Time",
    "发布机构": "Issuer",
    "发布计划": "Rollout plan",
    "取回后回到草稿：已有的签字全部失效，发布计划取消。修改后要重新送审。": "It becomes a draft again: "
    "every signature falls and the plan is cancelled. Submit it again after changing it.",
    "取回的原因": "Why it is taken back",
    "只在对方的文字里": "only in theirs",
    "只在您的文字里": "only in yours",
    "只是错字": "only a slip of the pen",
    "只看我起草的": "Only mine",
    "只能往后推。内容和渠道不变，签字仍有效。": "Only ever later. Words and channels stay; "
    "signatures stay valid.",
    "各渠道": "Channels, one by one",
    "回到通稿": "Back to the release",
    "在标题和编号里找": "Search titles and numbers",
    "复制我的文字": "Copy my text",
    "复制链接": "Copy the link",
    "字": "characters",
    "定时": "At a time",
    "审签": "Review and signatures",
    "审签之后只能推迟或暂缓，不能提前。": "Once it is signed it can be put later or held, never earlier.",
    "审签链": "Approval chain",
    "审阅": "Read",
    "审阅并签字": "Review and sign",
    "对方的": "Theirs",
    "对照": "Compare",
    "对照两份文字": "Compare both texts",
    "将于 %(time)s 自动发布。": "Goes out by itself at %(time)s.",
    "已于 %(time)s 撤回。": "Withdrawn at %(time)s.",
    "已保存": "Saved",
    "已保存。": "Saved.",
    "已保存在本机，网络恢复后自动上传。": "Saved on this device; it will upload when the network "
    "returns.",
    "已到发布时间，正在发出。": "Its time has come; it is going out.",
    "已发布的文字不改动。更正和勘误各是一篇新通稿，经审签后发布，原页面会注明并链接过来。": "Published words "
    "never change. A correction or an erratum is a release of its own: signed, then published, "
    "and the old page says so with a link.",
    "已取回。签字已失效；修改后需重新送审。": "Taken back. Signatures fell; submit it again after "
    "changing it.",
    "已失效的签字": "Signatures that fell",
    "已审核通过。下一步：%(role)s。": "Approved. Next: %(role)s.",
    "已推迟。各渠道的先后不变。": "Postponed. The channels keep their order.",
    "已推迟到 %(time)s。": "Postponed to %(time)s.",
    "已撤回。公众页正换成撤回说明；已发的微博、微信请按任务删除。": "Withdrawn. The public page is being "
    "replaced by a notice; delete what was posted on Weibo and WeChat as the tasks say.",
    "已由更正取代，原页面注明更正并保留。": "Superseded by a correction; the old page stays and says so.",
    "已签发。将于 %(time)s 自动发布。": "Signed. It goes out by itself at %(time)s.",
    "已签发，正在发布：先网站和订阅，再微博、微信。": "Signed, and going out: website and feeds first, "
    "then Weibo and WeChat.",
    "已经发布。需要更改时，用“更正”或“文字勘误”。": "It is out. To change it, use a correction or an "
    "erratum.",
    "已退回。拟稿人已收到您的意见。": "Sent back. The drafter has your comment.",
    "已送审。签字人已收到通知。": "Submitted. The signers have been told.",
    "开始写": "Begin",
    "弃用后不能再修改或送审；文字仍留在记录里。": "A discarded draft can no longer be changed or "
    "submitted; its words stay on record.",
    "微信摘要": "WeChat digest",
    "微信标题": "WeChat title",
    "微博和微信的文字": "Words for Weibo and WeChat",
    "微博文字": "Weibo text",
    "恢复未上传的文字": "Bring back the unsaved text",
    "您是最后一人：签字后按此发出。": "You are the last: once you sign, it goes out like this.",
    "您的口令": "Your password",
    "您的文字一字不少，在下面。": "All of your text is below.",
    "您的文字没有保存": "Your text was not saved",
    "意见": "Comments",
    "我的": "Mine",
    "所属事件": "Incident",
    "拟稿人起草后，通稿会列在这里。": "Releases are listed here once they are drafted.",
    "按意见修改后，再送审。": "Change it as the comment says, then submit it again.",
    "换个词，或减少筛选条件。已弃用的草稿要在“状态”里选“已弃用”。": "Use another word or fewer filters. "
    "Discarded drafts show when you choose “Discarded”.",
    "接着进行中的事件写": "Go on with an incident",
    "推迟到": "Postpone to",
    "推迟的原因": "Why it is postponed",
    "摘要": "Digest",
    "撤回的原因（会公开）": "Why it is withdrawn (the public reads this)",
    "操作": "Actions",
    "时间没有写错，就在零点到一点之间发布": "The time is right: between midnight and one o’clock",
    "暂缓本稿": "Hold this release",
    "新增": "added",
    "更正或勘误": "Correct",
    "更正的是：": "It corrects: ",
    "有 %(count)s 项要人工代发或核实，见下方。": "%(count)s to post by hand or to look at, see below.",
    "有未保存的修改": "Changes not saved yet",
    "未到": "not yet",
    "未编号": "no number yet",
    "查找": "Search",
    "标题": "Title",
    "标题或编号": "Title or number",
    "栏目": "Column",
    "正在保存…": "Saving…",
    "正在写入网站。": "Being written to the website.",
    "正文": "Text",
    "此前的签字因修改已失效": "Earlier signatures fell because of changes",
    "没有符合的通稿": "No release fits",
    "添加附件": "Add files",
    "清除筛选": "Clear filters",
    "演练": "Drill",
    "用我的文字覆盖为新修订": "Save my text as a new revision",
    "登录已结束，文字已留在本机。请在新标签页登录，再回到此页。": "Your session ended; your words are kept "
    "on this device. Sign in in a new tab, then come back.",
    "看修改痕迹": "See what changed",
    "看各渠道的样子": "See how each channel will look",
    "看哪个渠道": "Which channel to see",
    "看这份通稿": "See the release",
    "种类": "Kind",
    "种类、栏目、落款": "Kind, column, issuer",
    "移除": "Remove",
    "立即撤回《%(title)s》（%(number)s）：公众页换成撤回说明并写明原因，订阅会告知读者；"
    "微博、微信会各生成一项人工删除任务。撤回不能取消。": "“%(title)s” (%(number)s) is withdrawn at "
    "once: its page becomes a notice with the reason, feeds tell readers, and Weibo and WeChat "
    "each get a task to delete. This cannot be undone.",
    "第 %(old)s 稿 → 第 %(new)s 稿": "Revision %(old)s → revision %(new)s",
    "第 %(page)s 页，共 %(pages)s 页": "Page %(page)s of %(pages)s",
    "第 %(place)s 稿": "Revision %(place)s",
    "等": "Waiting for",
    "等%(who)s（%(role)s）%(step)s。": "Waiting for %(who)s (%(role)s): %(step)s.",
    "筛选通稿": "Filter releases",
    "签发即发": "At the last signature",
    "签发即发：最后一人签字后立即": "At once, when the last person has signed",
    "签字前再确认一次是您本人。": "Confirms once more that it is you.",
    "给看不见图的人：图上是什么": "For those who cannot see it: what it shows",
    "继续拟稿": "Go on writing",
    "网站上的样子": "How the website will show it",
    "翻页": "Pages",
    "草稿已弃用。文字仍留在记录里。": "The draft was discarded. Its words stay on record.",
    "订阅读者收到全文；列表里显示这个标题。": "Subscribers get the whole text; lists show this title.",
    "说明文字": "Description",
    "请重新选择": "Choose again",
    "起草下一篇": "Draft the next",
    "起草的通稿会列在这里：谁在写、到了哪一步、何时发布。": "Drafts and releases are listed here: who "
    "writes, where each stands, when it goes out.",
    "起草通稿": "Draft a release",
    "较新的": "Newer",
    "较旧的": "Older",
    "还没有通稿": "No release yet",
    "这份草稿已弃用，文字仍留在记录里。": "This draft was discarded; its words stay on record.",
    "这台设备上有未上传的文字": "This device has words that were never uploaded",
    "这篇不发微信。": "This one does not go to WeChat.",
    "这篇不发微博。": "This one does not go to Weibo.",
    "连接中断，文字只在本页，请勿关闭。": "No connection; your words are on this page only. "
    "Keep it open.",
    "退回后回到草稿，已有的签字失效。拟稿人会看到您的意见。": "It becomes a draft again and signatures "
    "fall. The drafter sees your comment.",
    "退回后失效": "fell when it was sent back",
    "送审后依次：": "After submission: ",
    "送审稿": "submitted",
    "选好后进入写作；种类和栏目之后还能改。": "Then you write; kind and column can still be changed.",
    "通稿列表": "Releases",
    "采用对方的": "Use theirs",
    "错过原定时间，已自动暂缓，恢复前不会发出。": "It missed its time and was put on hold; nothing goes "
    "out until it is resumed.",
    "附言": "Note",
    "预览": "Preview",
    "（一行一段，首行缩进自动加）": "(one line is one paragraph; indents come by themselves)",
    "（不写就用正文自动生成）": "(made from the text when left empty)",
    "（未写标题）": "(no title yet)",
    "：": ": ",
}

ENGLISH = {SENTENCES[code]: english for code, english in _ERRORS.items()} | _SCREENS
PLURALS = {"%(num)s 篇": ("%(num)s release", "%(num)s releases")}
