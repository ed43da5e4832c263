"""Sentences of authorisations."""

SENTENCES = {
    "authorisation.given": "%(name)s 授权您代为签字（%(number)s）。请看清范围和期限。",
    "authorisation.revoked": "%(name)s 撤销了授权 %(number)s，从现在起不能再据此签字。",
    "authorisation.not_there": "没有这份授权。请回授权页再看。",
    "authorisation.not_held": "您本人不担任%(role)s，或这一职责不能授权；没有的权限不能授予别人。",
    "authorisation.passed_on_already": "这份授权是转授给您的，不能再往下转授。需要时请由授权领导直接授权。",
    "authorisation.may_not_pass_on": "授权时没有允许转授。需要时请由授权领导直接授权。",
    "authorisation.passed_on_once": "转授只能转一次，也不能转成常设授权。请去掉这两项再提交。",
    "authorisation.wider": "范围超出了您自己得到的授权。请缩小事件、栏目或级别。",
    "authorisation.longer": "期限超出了您自己得到的授权。请提前结束时间。",
    "authorisation.oneself": "不能授权给自己，也不能授回给授权领导。请选择另一个人。",
    "authorisation.unguarded": "这个账号没有任何参与审签的角色，不能直接授权。请先由两位管理员给其一个角色（例如副职），再授权。",
    "authorisation.unfit": "管理员和审计员不参与签字，不能授权给他们。请选择另一个人。",
    "authorisation.held_already": "这个人本来就担任%(role)s，不需要授权。",
    "authorisation.standing_for_deputies": "常设授权只给副职（B 角）。请选择副职，或改为普通授权。",
    "authorisation.over": "结束时间要晚于现在。",
    "authorisation.too_long": "最长 %(days)s 天。请提前结束时间，到期后可以再授权。",
    "authorisation.no_person": "请选择一位在用的人员。",
    "authorisation.no_column": "没有这个栏目。请重新选择。",
    "authorisation.no_reason": "请写明授权的理由。",
    "authorisation.no_end": "请填写结束日期和时间。",
    "authorisation.no_role": "请选择代行哪个职责。",
    "authorisation.no_level": "没有这个级别。请重新选择。",
    "authorisation.no_incident": "没有这起事件。请重新选择。",
    "authorisation.nothing_to_give": "您没有可以授予别人的职责。需要时请领导直接授权。",
    "authorisation.no_paper": "没有找到您上传的纸质批示。请重新上传。",
    "authorisation.not_yours": "只有授权人、被授权人和局领导可以撤销这份授权。",
    "authorisation.was_revoked": "授权 %(number)s 已被撤销，没有签字。请联系授权领导，或等有权的人签。",
    "authorisation.has_ended": "授权 %(number)s 已经到期，没有签字。请联系授权领导，或等有权的人签。",
    "authorisation.has_no_ground": "授权 %(number)s 的授权领导已不担任这一职务，授权随之失效，没有签字。",
    "authorisation.not_for_this": "这篇不在授权 %(number)s 的范围内（事件、栏目或级别），没有签字。",
    "authorisation.from_an_author": "授权 %(number)s 的授权领导参与了这篇的拟稿，不能据此签字。",
    "authorisation.from_a_signer": (
        "授权 %(number)s 背后的领导已在这篇的另一步签字，或另有人按他的授权签过；"
        "一个人的意思只能签一步，没有签字。请另请一位有权的人签。"
    ),
    "release.authorised_a_signer": (
        "这篇的另一步是按您的授权签的；一个人的意思只能签一步，没有签字。请另请一位有权的人签。"
    ),
    "warrant.one_will": "有两个签字出自同一个人的意思（本人和他授权的人），没有发出。请重新送审。",
    "warrant.authorisation": "有一个签字依据的授权查不到或当时不成立，没有发出。请重新送审。",
    "warrant.role": "有一个签字人签字时不担任这一步的角色，没有发出。请重新送审，并告诉管理员。",
    "warrant.unrecorded": "有一个签字在审计里查不到，签字记录可能被改动，没有发出。请告诉审计员，并重新送审。",
}
