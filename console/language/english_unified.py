"""English of signing in through the bureau's identity provider."""

ENGLISH = {
    "统一身份绑定": "Binding to the identity provider",
    "绑定一次，以后可以用统一身份登录。": "Bind once, then sign in through the bureau's provider.",
    "已确认是您本人。请在 15 分钟内到统一身份认证登录您本人的账号；登录之后会回到这里。": "It is you. Sign in to your own account at the provider within 15 minutes; you come back here afterwards.",
    "去统一身份认证": "Go to the provider",
    "已绑定": "Bound",
    "换了统一身份的，先解除，再重新绑定。解除后用用户名和口令登录。": "With another account at the provider, unbind first, then bind again. Unbound, you sign in with name and password.",
    "绑定之后，可以用统一身份登录，不用输口令；第二重核验照样要。绑定的是这一个统一身份，同名的别人登录不了。": "Bound, you sign in through the provider without a password; the second factor is asked for all the same. This one identity is bound: another one of the same name does not get in.",
    "绑定": "Bind",
    "解除绑定": "Unbind",
    "已绑定。以后可以用统一身份登录。": "Bound. You can sign in through the provider from now on.",
    "已解除绑定。以后请用用户名和口令登录。": "Unbound. Sign in with name and password from now on.",
    "解除统一身份绑定：本人用口令登录后重新绑定": "Unbind from the identity provider: the person signs in by password and binds again",
    "绑定统一身份": "Bound to an identity at the provider",
    "解除统一身份绑定": "Unbound from the identity provider",
    "同名的另一个统一身份登录被拒": "Another identity of the same name refused",
    "统一身份认证认识您（%(username)s），但这个账号还没有绑定。请用用户名和口令登录，在“我的账号”的“登录与核验”里绑定一次，以后就可以这样登录。": "The identity provider knows you (%(username)s), but this account is not bound yet. Sign in with name and password, and bind once under My account, Sign-in and verification; then you can sign in like this.",
    "这个账号绑定的是另一个统一身份，没有登录。本人换了统一身份的，请用口令登录后解除，或请管理员解除，再重新绑定。": "This account is bound to another identity, and you were not signed in. If yours has changed, sign in by password and unbind, or ask an administrator to, and bind again.",
    "统一身份认证那边登录的是 %(username)s，不是您的用户名，没有绑定。请在那边退出，换成您本人的账号再试。": "At the provider %(username)s is signed in, which is not your user name; nothing was bound. Sign out there and try again with your own account.",
    "您的账号已绑定统一身份，或这个统一身份已绑定别的账号，没有绑定。请先解除原来的绑定。": "Your account is bound already, or this identity is bound to another account; nothing was bound. Unbind first.",
    "这次绑定不是您在这里开始的，没有绑定。请重新开始。": "You did not begin this binding here; nothing was bound. Begin again.",
    "已超过 15 分钟，没有绑定。请重新开始。": "More than 15 minutes have passed; nothing was bound. Begin again.",
    "您的账号绑定了统一身份。如不是您办的，请立即解除绑定、修改口令，并告诉管理员。": "Your account was bound to an identity at the provider. If that was not you, unbind and change your password at once, and tell an administrator.",
    "有人用另一个统一身份以您的用户名登录，已拒绝。请告诉管理员核查。": "Somebody tried to sign in under your name with another identity and was refused. Tell an administrator.",
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
