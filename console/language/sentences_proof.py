"""Sentences of second factors and of proving who one is."""

SENTENCES = {
    "config.password_signs": '注意：[signing] proof = "password"，没有第二重核验的人凭口令就能签字。正式使用请改为 "second_factor"。',
    "proof.enrol_first": "这一步需要第二重核验，您还没有设置。请打开“我的账号”的“登录与核验”，用手机上的身份验证器扫码，一分钟即可。",
    "proof.code_missing": "请输入身份验证器里的 6 位数字；手机不在身边时，输入一个恢复码。",
    "proof.code_wrong": "验证码不对，没有生效。请看身份验证器里现在的 6 位数字，再输一次。",
    "proof.code_used": "这个验证码已经用过，没有生效。请等身份验证器换出下一个，再输入。",
    "proof.for_another_act": "这次核验是为另一件事作的，没有生效。请在这里重新核验。",
    "proof.cannot_open": "您的身份验证器已无法核验（系统密钥换过）。请用恢复码，或请管理员重置后重新设置。",
    "proof.too_many_codes": "验证码输错次数过多。请 %(minutes)s 分钟后再试。",
    "sign_in.start_again": "这次登录已过期。请重新输入用户名和口令。",
    "factor.enrolled": "您的账号刚启用了%(proof)s。若不是您本人，请立即修改口令并告诉管理员。",
    "factor.removed": "您的账号刚移除了%(proof)s。若不是您本人，请立即修改口令并告诉管理员。",
    "factor.codes_made": "您的账号刚换了一套恢复码，旧的已作废。若不是您本人，请立即修改口令并告诉管理员。",
    "factor.refused_at_sign_in": "有人用您的口令登录，但验证码不对，没有进来。若不是您本人，请立即修改口令。",
    "factor.not_begun": "设置已过期，或在别处完成了。请重新开始。",
    "factor.code_does_not_fit": "验证码与刚才的二维码不符。请看身份验证器里现在的 6 位数字；仍不对，请检查手机时间是否自动校准。",
    "factor.codes_need_a_factor": "恢复码是第二重核验的备用。请先设置身份验证器或通行密钥。",
    "factor.own_reset": "不能重置自己的核验方式。请在“登录与核验”里更换，或请另一位管理员重置。",
    "factor.reset_reason": "请写明重置的原因，例如手机遗失、如何确认是本人。",
    "factor.recovery_used": "您的一个恢复码刚被用过，还剩 %(left)s 个。若不是您本人，请立即更换恢复码并告诉管理员。",
}
