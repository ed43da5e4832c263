"""核实中: what is answered to whoever puts it there or ends it."""

SENTENCES = {
    "hold.bound": "本稿正在核实中。签发更正，或由末步签发人确认无误后，才会恢复发出。",
    "hold.verifying": "核实中，尚未发出的先停下。",
    "verifying.not_published": "只有已发布、没有被更正取代的通稿可以标注核实中。",
    "verifying.no_line": "没有预审过的“核实中”口径，不能标注。请管理员把口径送预审；要停下发布，请暂缓。",
    "verifying.author_confirms": "您拟写了这份通稿，需由他人确认。",
    "verifying.own_doubt": "是您标注的核实中，需由他人确认。",
    "verifying.not_your_role": "确认无误由%(role)s签字。",
    "template.one_line": "“核实中”口径只能是一句话：不分行、不填空、不锁定，最多 %(most)s 字。",
    "release.told_verifying": "%(by)s 把通稿 %(number)s 标注为核实中，等更正或确认。",
}
