"""Words of posters: the layouts of ``releases.rules.posters``."""

TABLES = {
    "poster": {
        "": "不做海报",
        "notice": "蓝底白字",
        "rebuttal": "蓝底白字，写明“辟谣”",
    },
}
