"""What is said of an account whose platform is unwell."""

SENTENCES = {
    "delivery.not_resting": "这个账号在正常发送，不需要试。",
    "delivery.told_rests": "%(channel)s连续多次发不出去，先停一停再自动试。等着的不会丢。",
    "doctor.rests": "%(channel)s的账号“%(account)s”连续发不出去，停到 %(time)s 再试：%(why)s",
}
