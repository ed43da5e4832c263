"""English of signing in through the bureau's identity provider."""

ENGLISH = {
    "用%(name)s登录": "Sign in with %(name)s",
    "统一身份登录": "Signed in by the identity provider",
    "没有设置统一身份认证。请用用户名和口令登录。": "No identity provider is set up. Sign in with name and password.",
    "连不上统一身份认证。请稍后再试，或用用户名和口令登录。": "The identity provider cannot be reached. Try again later, or "
    "sign in with name and password.",
    "统一身份认证没有通过，或这次登录不是从这里开始的。请再试一次，或用用户名和口令登录。": "The identity provider did not let "
    "you through, or this did not begin here. Try again, or sign in with name and password.",
    "统一身份认证没有给出用户名。请管理员检查配置 [oidc] 的 claim。": "The identity provider gave no user name. An "
    "administrator should check claim in [oidc] of the configuration.",
    "统一身份认证认识您（%(username)s），但发言台里没有这个人，或已停用。请联系管理员。": "The identity provider knows you "
    "(%(username)s), but there is no such person here, or the account is disabled. Ask an administrator.",
}
