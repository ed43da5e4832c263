"""Words of who speaks."""

TABLES = {
    "issuer": {
        "bureau": "本局",
        "government": "政府新闻办公室",
        "headquarters": "现场指挥部",
        "superior": "上级机关",
    },
    "event": {"incidents:issuer:named": "确定发布主体"},
    "detail": {"issuer": "发布主体", "issuer_name": "主体全称"},
}
