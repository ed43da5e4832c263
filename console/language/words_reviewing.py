"""Words of what signers say."""

TABLES = {
    "event": {
        "releases:note:written": "审签人附注",
        "releases:comment:written": "对一段提意见",
        "releases:comment:done": "意见已处理",
        "releases:wording:proposed": "建议改法",
        "releases:wording:accepted": "采纳改法",
        "releases:erratum:made_correction": "勘误改作更正",
        "releases:wording:declined": "不采纳改法",
        "releases:signer:called": "电话催签",
    },
    "detail": {"called": "打给", "answered": "接通"},
}
