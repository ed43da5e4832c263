"""Sentences of releases that are signed on scene, and of the review afterwards."""

SENTENCES = {
    "scene.hands_on_debt": "您（或授权您的人）在 %(number)s 的现场发布逾期没有补审。补审完成之前，现场发言不能授权给别人；请先请保密审查员补审。同一起事件不受影响。",
    "scene.no_text": "请写正文：时间、地点、发生了什么、已采取的措施。",
    "scene.not_ticked": "自查清单里这一项还没有确认：%(item)s",
    "scene.nobody_signs": "现在没有人能在现场签发：没有现场最高指挥员，也没有人得到授权，或其补审已逾期。请按通常审签起草。",
    "scene.review_overdue_first": "您此前现场签发的 %(number)s 补审已逾期，补审完成前不能再单独签发另一起事件的首报。请催办补审，或按通常审签。",
    "scene.not_a_reviewer": "事后补审由保密审查员办理。",
    "scene.nothing_owed": "这篇没有要补审的现场签发。",
    "scene.reviews_own": "自己拟写或签发的，不能由自己补审。",
    "scene.no_verdict": "请选择补审结论。",
    "scene.say_what_is_wrong": "有问题时，请写明问题和处理意见。",
    "chain.scene_alone": "审签链 %(chain)s：现场签发只用于首报，只有现场最高指挥员一步，其他不能用 on_scene。",
    "scene.item_twice": "自查清单里有两项用了同一个 name。",
    "scene.review_owed": "%(name)s 现场签发了 %(number)s，保密审查以自查代替，请按时补审。",
    "scene.review_soon": "%(name)s 现场签发的 %(number)s 补审时间已过半，请尽快补审。",
    "scene.review_overdue": "%(name)s 现场签发的 %(number)s 补审已逾期，请立即补审。",
    "scene.reviewed_sound": "%(name)s 已补审 %(number)s：符合要求。",
    "scene.reviewed_faulty": "%(name)s 补审 %(number)s 发现问题，请立即研究更正、暂缓或撤回。",
    "warrant.on_scene": "现场签发的条件不成立（首报、自查清单、现场最高指挥员一人签发），没有发出。请按通常审签重新送审。",
}
