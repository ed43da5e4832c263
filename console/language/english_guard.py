"""English of the guard in the workflow."""

from console.language.sentences_guard import SENTENCES

_SENTENCES = {
    "override.author": "You wrote or submitted part of this release; someone who did not must override. Use “Ask for an override” to tell those who may.",
    "override.cannot": "This cannot be overridden. A warning needs no override; words that a platform refuses for length must be shortened.",
    "override.finding_gone": "This passage has changed and needs no override any more. Look at what the guard says now.",
    "override.no_reason": "Say why this may go out. The reason is part of what is signed, and every signer sees it.",
    "override.not_a_draft": "The release is no longer a draft, so overrides can be neither given nor taken back. Send it back or recall it first.",
    "override.not_there": "There is no such override. Reload the page.",
    "override.nobody": "Nobody else can override now. Ask an administrator to assign someone, or rewrite the passage.",
    "promise.before_release": "The next update must be promised for after this release goes out (%(out)s). Make it later, or promise none.",
    "release.told_override_wanted": "%(by)s asks you to look at a finding on “%(title)s”: rewrite it or override it.",
    "release.told_overridden": "%(by)s overrode a finding on “%(title)s”. It can be submitted.",
    "warrant.guard": "Something changed after submission (the guard's rules, the ledger, or a published release), and the guard does not pass it now; nothing went out. Recall it, revise it, and submit it again.",
}
ENGLISH = {SENTENCES[code]: said for code, said in _SENTENCES.items()} | {
    "例外放行失效": "Override dropped",
    "请人例外放行": "Override asked for",
    "原文指纹": "Digest of the passage",
    "检查项": "Check",
    "须改": "Must change",
    "注意": "Warning",
    "提示": "Note",
    "微信正文": "WeChat text",
    "下次更新 … 前": "Next update before",
    "不填就不承诺。承诺后到点未更新，会提醒值班人员。": "Leave empty to promise none. If a promised update is late, whoever is on duty is reminded.",
    "发布前检查": "Guard",
    "例外放行：": "Overridden: ",
    "查看检查结果、例外放行": "See the guard and overrides",
    "发布前检查没有发现问题。": "The guard found nothing.",
    "收回放行": "Take back",
    "请人放行": "Ask for an override",
    "为什么可以放行": "Why this may go out",
    "理由写进签发内容，每位签字人都会看到。": "The reason is part of what is signed; every signer sees it.",
    "放行前再确认一次是您本人。": "Confirm once more that it is you.",
    "已放行。拟稿人已收到通知。": "Overridden. The drafter has been told.",
    "已收回放行。": "Override taken back.",
    "已通知可以放行的人。": "Those who may override have been told.",
    "通稿已送审，检查结果在审签页上。": "The release was submitted; the guard's findings are on its review page.",
}
