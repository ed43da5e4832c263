"""Words of authorisations."""

TABLES = {
    "place": {"authorisations": "授权"},
    "subject": {"authorisation": "授权"},
    "event": {
        "authorisations:authorisation:given": "给予授权",
        "authorisations:authorisation:revoked": "撤销授权",
    },
    "detail": {
        "authorisation": "授权依据",
        "incident": "事件",
        "column": "栏目",
        "levels": "可签级别",
        "standing": "常设",
        "may_pass_on": "可转授",
        "paper": "纸质批示",
        "rests_on": "授权来源",
    },
}
