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
}
