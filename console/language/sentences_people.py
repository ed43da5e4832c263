"""Sentences of people, sign-in and proof."""

SENTENCES = {
    "people.not_permitted": "您的角色没有“%(permission)s”权限。需要时请联系管理员分配角色。",
    "people.not_there": "没有这位人员，或已停用。请从人员名单重新选择。",
    "people.no_session": "这次登录已经结束。",
    "people.own_signing_role": "不能给自己分配审签角色。请由另一位管理员分配。",
    "people.last_administrator": "这是最后一位管理员。请先指定另一位管理员。",
    "person.required": "此项必须填写。",
    "person.too_long": "此项最多 %(longest)s 个字。",
    "person.bad_username": "用户名用小写字母开头，可含数字、点、横线，2 至 40 个字符。",
    "person.username_taken": "用户名 %(username)s 已有人使用，请换一个。",
    "person.unknown_role": "没有这个角色。请从列表中选择。",
    "person.changed_meanwhile": "您打开后，这位人员的信息被他人修改。请查看现在的内容再改。",
    "password.too_short": "口令至少 %(shortest)s 个字符。可以用几个词连成一句。",
    "password.too_long": "口令最多 %(longest)s 个字符。",
    "password.is_the_name": "口令不能与用户名相同。",
    "password.not_the_same": "两次输入的口令不一致，请重新输入。",
    "sign_in.wrong": "用户名或口令不对。请检查大小写后再试。",
    "sign_in.too_many": "失败次数过多。请 %(minutes)s 分钟后再试，或在您常用的设备上登录。",
    "proof.wrong": "口令不对，未签。请重新输入。",
    "proof.too_many": "口令输错次数过多。请 %(minutes)s 分钟后再试。",
    "proof.not_fresh": "身份验证已过期。请重新输入口令。",
}
