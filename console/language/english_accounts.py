"""English of accounts, and of reaching the console."""

ENGLISH = {
    "这样打开没有加密，口令会被旁人看到。请改用 %(address)s；打不开时请联系管理员。": "Opened like this nothing is encrypted, and others can read your password. Use %(address)s; if that does not open, ask an administrator.",
    "未加密时只能在本机打开发言台（http://localhost）。从别的电脑或手机使用，请管理员设好 https 反向代理，并把 console.behind_proxy 设为 true。": "Without encryption the console opens only on its own machine (http://localhost). To use it from another computer or a phone, an administrator sets up an https reverse proxy and console.behind_proxy = true.",
    # sessions
    "微信": "WeChat",
    "钉钉": "DingTalk",
    "QQ 浏览器": "QQ Browser",
    "华为浏览器": "Huawei Browser",
    "Edge": "Edge",
    "Opera": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
    "其他浏览器": "Another browser",
    "鸿蒙手机": "HarmonyOS phone",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "安卓手机": "Android phone",
    "Windows 电脑": "Windows computer",
    "Mac 电脑": "Mac",
    "Linux 电脑": "Linux computer",
    "其他设备": "another device",
    "此人的登录": "Where this person is signed in",
    "全部结束": "End all",
    "此人的登录已全部结束。": "This person is signed out everywhere.",
    "%(minutes)s 分钟没有操作，或登录满 %(hours)s 小时，会自动退出。有不认识的登录，请先结束它，再修改口令。": "You are signed out after %(minutes)s minutes without doing anything, and %(hours)s hours after signing in. If you do not know one of these, end it first, then change your password.",
}
