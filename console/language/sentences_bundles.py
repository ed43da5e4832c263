"""Sentences of what is handed over in one file."""

SENTENCES = {
    "bundle.not_public": "发布之后才能移交：现在公众还没有看到。",
    "bundle.withdrawn": "这一篇已撤回，不能再拿去发布。要归档，请下载归档移交包。",
    "bundle.drill": "这是演练，不能拿去发布。",
}
