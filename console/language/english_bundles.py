"""English of what is handed over in one file."""

ENGLISH = {
    "归档移交包（ZIP）": "Deposit for the archive (ZIP)",
    "门户和媒体群材料（ZIP）": "Pack for the portal and the media group (ZIP)",
    "这是演练，不能拿去发布。": "This is a drill and is not to be posted.",
    "发布之后才能移交：现在公众还没有看到。": "It can be handed over once it is out: the public has not seen it yet.",
    "这一篇已撤回，不能再拿去发布。要归档，请下载归档移交包。": "It was withdrawn and is not to be posted any more. For the archive, "
    "download the deposit.",
}
