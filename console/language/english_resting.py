"""English of accounts that rest."""

ENGLISH = {
    "账号先停一停": "Account rests",
    "账号恢复发送": "Account served again",
    "要求现在试发": "Asked to try now",
    "%(account)s先停一停": "%(account)s rests for now",
    "%(time)s 起连续 %(count)s 次发不出去。": "Since %(time)s, %(count)s tries in a row have failed.",
    "%(time)s 自动试一条，通了就接着发。": (
        "At %(time)s one item tries by itself; if it gets through, the rest follow."
    ),
    "现在就试一条，通了就接着发。": "One item tries now; if it gets through, the rest follow.",
    "现在试一次": "Try now",
    "正在试发一条，稍后刷新。": "One item is being tried; reload in a moment.",
    "这个账号在正常发送，不需要试。": "This account is served as usual; there is nothing to try.",
    "%(channel)s连续多次发不出去，先停一停再自动试。等着的不会丢。": (
        "%(channel)s failed several times in a row; it rests, then tries by itself. Nothing that "
        "waits is lost."
    ),
    "%(channel)s的账号“%(account)s”连续发不出去，停到 %(time)s 再试：%(why)s": (
        "%(channel)s: the account “%(account)s” keeps failing and rests until %(time)s: %(why)s"
    ),
}

PLURALS = {
    "%(num)s 条在等，不会丢，也不会重复发。": (
        "%(num)s item waits; it is not lost, and will not go twice.",
        "%(num)s items wait; none is lost, and none will go twice.",
    ),
}
