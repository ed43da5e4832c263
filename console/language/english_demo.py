"""English for the demonstration."""

ENGLISH = {
    "演示就在外面这一页": "The demonstration is the page around this one",
    "请用页面上方的“换个身份”，或在这里回到演示。": (
        "Use “Be someone else” at the top of the page, or go back to the demonstration here."
    ),
    "回到演示": "Back to the demonstration",
    "现在就是": "that is you now",
    "拟稿、送审，看着它发出": "Drafts, submits, sees it out",
    "帮着拟稿": "Helps to draft",
    "第一步：核对事实": "First step: checks the facts",
    "第二步：先审查，后公开": "Second step: secrecy review before disclosure",
    "最后一步：签发": "Last step: signs",
    "也可以签发；能撤回已发内容": "May sign too, and withdraw what is out",
    "发言人不在时顶上": "Stands in for the spokesperson",
    "在现场，可以叫停发布": "On the scene; can hold everything",
    "把微博、微信代发出去": "Posts to Weibo and WeChat by hand",
    "查看每一步的记录": "Sees the record of every step",
    "管理人员和角色": "Manages people and roles",
    "其他身份": "More people to be",
    "人人同一个口令，签发时要再输一次：": "Everyone has the same password; signing asks for it once more:",
    "复制口令": "Copy the password",
    "还没写": "not written yet",
    "留给您签": "yours to sign",
    "口令：": "Password:",
    "这一夜的通报": "The releases of the night",
    "演到哪里": "How far the play is",
    "媒体和阅读器收到的": "what media and readers receive",
    "单独打开": "Open by itself",
    "还没有。第一份发布的内容会出现在这里。": "Nothing yet. The first release will appear here.",
    "内容均为虚构，只在本机": "All made up, and on this machine only",
    "您现在是": "You are",
    "换个身份": "Be someone else",
    "看哪一边": "Which side to see",
    "新闻网站": "Newsroom",
    "内部：拟稿、审签、发布": "inside: draft, sign, publish",
    "选一个身份，一触即进": "Choose who to be; one touch signs you in",
    "演示没有应答。请看一眼启动它的终端。": (
        "The demonstration does not answer. Look at the terminal that started it."
    ),
    "后台进程没有动静。": "The process behind it does nothing.",
    "请看一眼启动演示的终端；它恢复后，剧情会接着演。": (
        "Look at the terminal that started the demonstration; the play goes on when it is back."
    ),
    "看一场突发事件的通报，怎样从拟稿、审签走到公众眼前。": (
        "See how word of an emergency goes from draft and signatures to the public."
    ),
    "约三分钟。其中一份通报，留给您来签发。": "About three minutes. One of the releases is left for you to sign.",
    "请看“新闻网站”和“订阅”：发布的内容会自己出现。": (
        "Watch the newsroom and the feed: what is published appears by itself."
    ),
    "《%(title)s》正等局领导签发。没有这一签，什么都不会发出去。": (
        "“%(title)s” waits for the bureau leader’s signature. Without it, nothing goes out."
    ),
    "轮到您了。": "Your turn.",
    "以局领导（%(name)s）的身份去签发": "Sign as the bureau leader (%(name)s)",
    "请在发言台里核对正文，点“签发”，再输一次口令。": (
        "Check the text in the console, press Sign, and give the password once more."
    ),
    "打开待签的通报": "Open the release to sign",
    "《%(title)s》已被退回，回到了草稿。": "“%(title)s” was sent back and is a draft again.",
    "改好后再送审，剧情就接着演。": "Change it and submit it again, and the play goes on.",
    "以新闻发言人的身份去修改": "Change it as the spokesperson",
    "打开草稿": "Open the draft",
    "再演一遍": "Play it again",
    "演完了：五份通报都已发出，每一步都有签名和记录。": (
        "The end: all five releases are out, every step signed and on record."
    ),
    "可以在发言台里随意走走，或换个身份看看。": "Walk around the console as you like, or be someone else.",
    "《%(title)s》已不再走审签，这一场到此为止。": (
        "“%(title)s” is no longer on its way to be signed. The play ends here."
    ),
    "这一场没能演下去。已发出的内容不受影响。": "The play could not go on. What is out stays as it is.",
    "等了十分钟，这一场先歇下了：《%(title)s》仍在等待。": (
        "After ten minutes the play has gone to rest: “%(title)s” is still waiting."
    ),
    "它还在待办里，随时可以接着办。": "It is still on the list of things to do, at any time.",
    "这一场还在演。请等它演完再重演。": "The play is still going on. Wait for its end to play it again.",
    "平台替身没有应答，稍后自动再试。请看一眼启动演示的终端。": (
        "The platforms’ stand-in does not answer; it is tried again soon. Look at the terminal that started the demonstration."
    ),
    "平台替身拒绝了这一条，稍后自动再试。": "The platforms’ stand-in refused this post; it is tried again soon.",
    "指挥中心接报，新闻发言人登记事件。": "The command centre has a report; the spokesperson opens the incident.",
    "新闻发言人正在拟写《%(title)s》。": "The spokesperson is drafting “%(title)s”.",
    "新闻发言人正在送审《%(title)s》。": "The spokesperson is submitting “%(title)s”.",
    "部门负责人正在审核《%(title)s》。": "The head of unit is reviewing “%(title)s”.",
    "保密审查员正在审查《%(title)s》。": "The secrecy reviewer is reviewing “%(title)s”.",
    "局领导正在签发《%(title)s》。": "The bureau leader is signing “%(title)s”.",
    "《%(title)s》正在审签。": "“%(title)s” is in review.",
    "《%(title)s》已签发，正在发布到网站和订阅。": "“%(title)s” is signed and going out to website and feed.",
    "《%(title)s》已上网站。媒体接待正在代发微博。": (
        "“%(title)s” is on the website. Media reception is posting it to Weibo."
    ),
    "微博已发。媒体接待正在代发《%(title)s》的微信。": (
        "Weibo is done. Media reception is posting “%(title)s” to WeChat."
    ),
    "全部发出，正在收尾。": "Everything is out; the desk is being cleared.",
}
