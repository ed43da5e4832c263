"""English of 已发布内容受影响."""

ENGLISH = {
    "已发布内容受影响": "Published words no longer right",
    "须更正": "To be corrected",
    "与台账不符，须更正。": "The ledger says otherwise: correct it.",
    "与台账不符，更正已在办理。": "The ledger says otherwise; a correction is under way.",
    "与台账不符，还没有更正。": "The ledger says otherwise, and nobody has begun a correction.",
    "看哪里不符": "See what differs",
    "依据的情况": "What it rests on",
    "有新情况": "News since",
    "发布的是": "Published:",
    "现在是": "Known now:",
    "没有可公开的数值，正在核实": "nothing that may be released; under verification",
    "继续起草更正": "Go on with the correction",
    "看更正": "See the correction",
    "起草更正": "Draft a correction",
    "起草续报": "Draft an update",
    "发布所依据的登记已注明有误，须更正。": "The entry behind it was marked as mistaken: correct it.",
    "台账里当时就是另一个情况，须更正。": "The ledger says otherwise for that very time: correct it.",
    "死亡人数比发布的少，须更正。": "Fewer dead than published: correct it.",
    "发布之后上升，是新情况，写入续报。": "It has risen since: news for the next update.",
    "发布之后有变化，是新情况，写入续报。": "It has changed since: news for the next update.",
}
