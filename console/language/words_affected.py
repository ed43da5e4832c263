"""Words of 已发布内容受影响: why the ledger no longer agrees, and what that leads to."""

TABLES = {
    "affected_why": {
        "mistaken": "发布所依据的登记已注明有误，须更正。",
        "then": "台账里当时就是另一个情况，须更正。",
        "fell": "死亡人数比发布的少，须更正。",
        "risen": "发布之后上升，是新情况，写入续报。",
        "changed": "发布之后有变化，是新情况，写入续报。",
    },
}
