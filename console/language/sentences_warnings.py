"""Sentences of public warnings."""

SENTENCES = {
    "warning.advice_too_long": "公众须知有 %(length)s 字，最多 %(most)s 字。请只留公众要做的事。",
    "warning.not_this_kind": "只有首报、续报、通告和它们的更正可以作为预警。请取消预警，或改换种类。",
    "warning.no_advice": "预警要写明公众该怎么做。请填写公众须知。",
    "warning.no_area": "请写明预警的影响范围。",
    "warning.area_too_long": "影响范围有 %(length)s 字，最多 %(most)s 字。",
    "warning.no_expiry": "请写明预警有效到什么时候。",
    "warning.already_over": "这条预警在发布时（%(out)s）已经失效。请改有效时间。",
    "warning.no_such_choice": "请从列出的选项里选择。",
    "lifts.not_this_kind": "只有续报、终报、通告和更正可以解除预警。请取消勾选，或改换种类。",
    "lifts.with_warning": "一篇里不能既解除预警、又发布预警。范围或程度有变的，直接写新的预警，它会取代原来的。",
    "lifts.not_in_force": "%(number)s 号预警现在不能由这一篇解除：已经解除、已被新的预警取代，或属于别的事件。请重新选择。",
}
