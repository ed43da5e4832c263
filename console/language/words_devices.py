"""Words of the devices that somebody is signed in on."""

TABLES = {
    "browser": {
        "wechat": "微信",
        "dingtalk": "钉钉",
        "qq": "QQ 浏览器",
        "huawei": "华为浏览器",
        "edge": "Edge",
        "opera": "Opera",
        "firefox": "Firefox",
        "chrome": "Chrome",
        "safari": "Safari",
        "other": "其他浏览器",
    },
    "system": {
        "harmony": "鸿蒙手机",
        "iphone": "iPhone",
        "ipad": "iPad",
        "android": "安卓手机",
        "windows": "Windows 电脑",
        "mac": "Mac 电脑",
        "linux": "Linux 电脑",
        "other": "其他设备",
    },
}
