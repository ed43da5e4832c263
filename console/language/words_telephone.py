"""Words of signatures by telephone."""

TABLES = {
    "call_state": {
        "open": "通话中",
        "over": "已结束，未签",
        "void": "已作废",
        "signed": "未确认",
        "confirmed": "已当面确认",
        "denied": "签字人否认",
    },
    "proof": {"telephone": "电话核签"},
    "event": {
        "releases:call:begun": "开始电话核签",
        "releases:call:wrong_code": "电话核对码不符",
        "releases:call:attested": "电话核签",
        "releases:call:confirmed": "当面确认电话核签",
        "releases:call:denied": "否认电话核签",
        "releases:call:overdue": "电话核签逾期未确认",
    },
    "detail": {
        "signer": "签字人",
        "caller": "通话人",
        "witness": "见证人",
        "witness_proof": "见证人核验方式",
        "call": "通话",
    },
}
