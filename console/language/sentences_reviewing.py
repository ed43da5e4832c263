"""Sentences of what signers say."""

SENTENCES = {
    "note.author": "审签人之间的附注不给拟稿人看，拟稿人也不能写。",
    "comment.not_there": "没有这条意见。请刷新后再看。",
    "passage.not_there": "没有这一段，正文可能改过。请刷新后再写。",
    "passage.quote_not_there": "这一段里没有这几个字。请照原文抄，或者留空，意见就对着整段。",
    "passage.not_plain": "这一段是表格、列表或者带链接、强调，不能直接改。请把意见写在旁边。",
    "passage.no_words": "请写出改后的文字。要整段删去，请把意见写在旁边。",
    "passage.same_words": "改后的文字和原来一样。请改过再提。",
    "proposal.moved_on": "这一段在建议之后又改过，不能直接采纳。请对照两种文字，自己改好后点“不采纳”。",
    "proposal.not_there": "没有这条改法。请刷新后再看。",
    "proposal.own": "这条改法是您自己提的，须由拟稿人采纳。",
    "proposal.decided": "这条改法已经处理过了。",
    "proposal.not_now": "这篇已不在草稿或审签中，不能采纳改法。要改请先取回修改。",
    "call.step_over": "这一步已经签了，或者通稿不在审签中，不用再打电话。",
    "call.no_signer": "这一步不由此人签。请刷新后再记。",
    "release.told_unopened": "%(number)s 等%(role)s签字，至今没有人打开。请您看一下。",
    "release.told_overdue": "%(number)s 等%(role)s签字，已过应签时间。",
    "release.told_to_ring": "%(number)s 等%(role)s签字，还没有人打开。请打电话，并记下是否接通。",
    "release.told_proposed": "%(by)s 对 %(number)s 建议改一段文字，采纳只要一下。",
    "release.told_accepted": "%(by)s 采纳了您对 %(number)s 建议的文字。",
    "release.told_declined": "%(by)s 没有采纳您对 %(number)s 建议的文字。",
}
