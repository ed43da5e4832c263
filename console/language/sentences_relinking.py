"""Sentences of putting the link of a post by hand right."""

SENTENCES = {
    "delivery.has_no_link": "这一项没有要填写的链接。",
    "delivery.confirm_first": "还没有确认发出。发出后先确认，再有链接可更正。",
    "delivery.posted_by_us": "这一条由系统发出，链接是平台给的，不用人工更正。",
    "delivery.no_link_yet": "还没有发出，没有链接可更正。",
    "delivery.same_link": "这就是现在的链接，没有什么要更正。请从平台复制正确的地址。",
    "delivery.link_changed": "您打开后，别人已更正过链接。请看过现在的链接，仍不对再更正。",
    "delivery.confirmed_by_mistake": "%(by)s改回了“已确认”：%(reason)s 请照常代发。",
    "delivery.portal_is_watched": "门户这一条由系统从外面看着：没发出、没撤下会报出来；链接不对，请用“更正链接”。",
    "delivery.followed": "这个渠道上已经有它的更正或撤回要处理，不能再改回。请在那一项里按实际情况处理。",
    "delivery.relink_reason_missing": "请写一句为什么更正，例如“贴成了另一篇的链接”。",
}
