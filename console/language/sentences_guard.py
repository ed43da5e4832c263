"""Sentences of the guard in the workflow: 例外放行, and what stops a delivery."""

SENTENCES = {
    "override.author": "您写过或送审过这份通稿，例外放行须由没有参与拟写的人作出。请用“请人放行”通知有权限的人。",
    "override.cannot": "这一项不能例外放行。提醒不需要放行；平台不收的字数，请改短；模板里没有填的，请填上。",
    "override.finding_gone": "这一处已经改过，不再需要放行。请看现在的检查结果。",
    "override.no_reason": "请写明为什么可以放行。理由会写进签发内容，每位签字人都会看到。",
    "override.not_a_draft": "通稿已不在草稿阶段，不能再放行或收回放行。需要改动的，请先退回或取回。",
    "override.not_there": "没有这条放行记录。请刷新页面再看。",
    "override.nobody": "现在没有其他人可以例外放行。请联系管理员安排，或改写这一处。",
    "promise.before_release": "下次更新的时间须晚于本稿发布的时间（%(out)s）。请改晚，或不承诺时间。",
    "release.told_override_wanted": "%(by)s 请您看“%(title)s”的一处检查结果，决定改写还是例外放行。",
    "release.told_overridden": "%(by)s 对“%(title)s”的一处检查结果作了例外放行，可以继续送审。",
    "warrant.guard": "送审之后情况有变（检查规则、台账或已发布的通稿），发布前检查现在不通过，没有发出。请取回修改，再送审。",
}
