"""Words of accounts that rest."""

TABLES = {
    "event": {
        "publishing:account:rests": "账号先停一停",
        "publishing:account:served": "账号恢复发送",
        "publishing:account:tried": "要求现在试发",
    },
}
