"""The demonstration: what it is doing, and why it cannot."""

SENTENCES = {
    "demo.night_is_playing": "这一场还在演。请等它演完再重演。",
    "demo.stand_in_silent": "平台替身没有应答，稍后自动再试。请看一眼启动演示的终端。",
    "demo.stand_in_refused": "平台替身拒绝了这一条，稍后自动再试。",
    "demo.doing.open": "指挥中心接报，新闻发言人登记事件。",
    "demo.doing.draft": "新闻发言人正在拟写《%(title)s》。",
    "demo.doing.submit": "新闻发言人正在送审《%(title)s》。",
    "demo.doing.unit_head": "部门负责人正在审核《%(title)s》。",
    "demo.doing.secrecy": "保密审查员正在审查《%(title)s》。",
    "demo.doing.leader": "局领导正在签发《%(title)s》。",
    "demo.doing.visitor": "《%(title)s》正在审签。",
    "demo.doing.out": "《%(title)s》已签发，正在发布到网站和订阅。",
    "demo.doing.weibo": "《%(title)s》已上网站。媒体接待正在代发微博。",
    "demo.doing.wechat": "微博已发。媒体接待正在代发《%(title)s》的微信。",
    "demo.doing.end": "全部发出，正在收尾。",
}
