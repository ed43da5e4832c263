"""Facts that are confirmed once more before a stage goes out."""

SENTENCES = {
    "delivery.facts_not_asked": "本稿没有等再次确认事实的渠道。",
    "delivery.facts_own_words": "再次确认事实要由没有参与起草的人来做。请另一位可以核实事实的同事确认。",
    "delivery.told_facts_wait": "按发布计划，这一篇要再次确认事实后才发出。请打开通稿，对照台账确认。",
    "delivery.told_facts_moved": "再次确认之后台账又有变化，这一篇停下等新的确认。请打开通稿，对照台账。",
    "delivery.told_facts_old": "上次确认事实离发出已太久，不再算数，这一篇停下等新的确认。请打开通稿，对照台账。",
    "warrant.facts_old": "上次确认事实离发出已太久，不再算数，等新的确认。",
    "warrant.facts_moved": "再次确认之后台账又有变化，等新的确认。",
    "doctor.facts_wait": "%(number)s 的%(channel)s应于 %(time)s 发出，还没有人再次确认事实。",
}
