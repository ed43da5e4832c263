"""English of putting the link of a post by hand right."""

ENGLISH = {
    "这一项没有要填写的链接。": "There is no link to give for this.",
    "还没有确认发出。发出后先确认，再有链接可更正。": (
        "It is not confirmed as posted yet. Confirm it first; then its link can be put right."
    ),
    "这一条由系统发出，链接是平台给的，不用人工更正。": (
        "The system posted this, and the platform gave the link: nobody has to put it right."
    ),
    "还没有发出，没有链接可更正。": "It has not gone out: there is no link to put right.",
    "这就是现在的链接，没有什么要更正。请从平台复制正确的地址。": (
        "This is the link it has now: nothing to put right. Copy the right address from the"
        " platform."
    ),
    "您打开后，别人已更正过链接。请看过现在的链接，仍不对再更正。": (
        "Somebody put the link right after you opened this. Look at the link as it is now, and"
        " change it only if it is still wrong."
    ),
    "%(by)s改回了“已确认”：%(reason)s 请照常代发。": (
        "%(by)s took the confirmation back: %(reason)s Please post it as usual."
    ),
    "门户这一条由系统从外面看着：没发出、没撤下会报出来；链接不对，请用“更正链接”。": (
        "The portal is looked at from outside: what is not there, or not gone, is reported. If the"
        " link is wrong, put the link right."
    ),
    "这个渠道上已经有它的更正或撤回要处理，不能再改回。请在那一项里按实际情况处理。": (
        "A correction or withdrawal of it is already to be done on this channel, so it cannot be"
        " taken back. Deal with that one as things really are."
    ),
    "其实没有发出？": "Not posted after all?",
    "其实没有处理？": "Not done after all?",
    "改回待人工代发，等人来做。原来的确认留在经过里。": (
        "It goes back to what waits to be posted by hand. The confirmation stays on record."
    ),
    "已确认处理": "Confirmed as done",
    "怎么回事": "What happened",
    "例如：点错了一篇，这一篇还没有发。": "For example: the wrong one was pressed; this one is not posted yet.",
    "改回待人工代发": "Back to posting by hand",
    "已改回待人工代发。": "It waits to be posted by hand again.",
    "请写一句为什么更正，例如“贴成了另一篇的链接”。": (
        "Write in a sentence why it is changed, such as “the link of another release was pasted”."
    ),
    "更正链接": "Put the link right",
    "代发的链接已更正": "Link of a post by hand put right",
    "链接已更正。": "The link is put right.",
    "链接已更正。没能打开这个链接核对账号，请您再核对一遍。": (
        "The link is put right. It could not be opened to check whose account it is: please check"
        " it once more."
    ),
    "%(time)s 起暂缓": "Held since %(time)s",
    "%(name)s 于 %(time)s 更正": "%(name)s put it right %(time)s",
    "%(name)s 于 %(time)s 填写": "given by %(name)s %(time)s",
    "原链接": "Link before",
    "没有链接，以截图确认": "No link; a screenshot attests it",
    "可能用到了原链接，请逐条查看，在平台上改正：": (
        "These may have used that link. Look at each, and put it right on the platform:"
    ),
    "现在的链接": "Link now",
    "这些可能用到了现在的链接": "These may have used the link as it is now",
    "更正以后，它们不会自动改。请逐条查看，在平台上编辑，或置顶评论写明正确的链接。": (
        "Putting it right here does not change them. Look at each, and edit it on the platform or"
        " pin a comment with the right link."
    ),
    "正确的链接": "The right link",
    "为什么更正": "Why it is changed",
    "例如：贴成了另一篇的链接。原链接和原因都会留在经过里。": (
        "Such as: the link of another release was pasted. The link before and the reason stay on"
        " record."
    ),
    "公开网页、订阅源和此后发出的文字，会改指新的链接。": (
        "The public page, the feeds and what goes out from now on will lead to the new link."
    ),
    "两篇的链接填反了，一起对换": "The links of the two were mixed up: exchange them",
    "%(number)s 改用这一篇现在的链接。": "%(number)s gets the link that this one has now.",
    "更正过的链接": "Links that were put right",
    "链接不对？": "Is the link wrong? ",
}
