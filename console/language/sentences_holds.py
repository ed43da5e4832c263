"""What holds answer beside the rollout's own sentences."""

SENTENCES = {
    "hold.nothing_to_pass": "现在没有暂缓，本稿会按发布计划发出。",
    "hold.of_its_own": "本稿是单独暂缓的。要发出，请恢复这项暂缓。",
    "hold.may_not_pass": "暂缓期间只有更正、撤回和保护公众的通告、预警可以越过。要发这一篇，请先恢复发布。",
    "hold.say_through": "发布刚刚暂缓了。撤回会越过暂缓立即发出；确认要这样做，请再按一次。",
    "hold.own_words": "停下的有您写的文字，而暂缓是别人按的。请没有参与起草的人恢复。",
    "hold.quiet": "常规静默：另有重大事件，先停下。",
}
