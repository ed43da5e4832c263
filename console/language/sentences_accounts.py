"""Sentences of accounts, and of reaching the console."""

SENTENCES = {
    "web.not_encrypted": "这样打开没有加密，口令会被旁人看到。请改用 %(address)s；打不开时请联系管理员。",
    "web.not_this_machine": "未加密时只能在本机打开发言台（http://localhost）。从别的电脑或手机使用，请管理员设好 https 反向代理，并把 console.behind_proxy 设为 true。",
    "account.needs_second": "管理员的账号不能由一位管理员单独变更。请从人员页面提交，由另一位管理员确认。",
    "account.nobody_to_confirm": "只有您一位管理员，没有人能确认。请先给另一位同志分配管理员角色。",
    "account.asked_already": "这个账号已有一项变更在等确认。请先确认、撤回，或等它过期。",
    "account.another_confirms": "您自己提出的变更，要由另一位管理员决定。",
    "account.only_the_asker": "只有提出的人可以撤回。",
    "account.request_over": "这项变更已有结果，或已过期。需要时请重新提出。",
    "account.no_request": "没有这项变更。请从人员名单重新进入。",
    "account.choose": "请选择要办什么。",
    "account.reason": "请写明原因。",
    "account.asked": "%(who)s 提出变更管理员 %(name)s 的账号（%(change)s），要由另一位管理员核实后确认。",
    "account.confirmed": "%(who)s 确认了管理员 %(name)s 的账号变更（%(change)s），已生效。",
    "account.refused": "%(who)s 不同意管理员 %(name)s 的账号变更（%(change)s），没有生效。",
    "account.withdrawn": "%(who)s 撤回了管理员 %(name)s 的账号变更（%(change)s）。",
    "account.changed": "%(who)s 办理了 %(name)s 的账号：%(change)s。如不知情，请立即告诉另一位管理员。",
    "people.role_taken": "%(who)s 收回了 %(name)s 的角色“%(role)s”。如有疑问，请核对人员名单。",
    "people.particulars_changed": "%(who)s 修改了 %(name)s 的姓名、职务、单位或电话。如有疑问，请核对人员名单。",
    "invitation.wrong": "用户名或邀请码不对，或邀请码已用过、已过期。请核对；仍不行，请向管理员要新的，并告诉他您没有用过。",
}
