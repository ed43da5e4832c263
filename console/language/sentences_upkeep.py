"""What rebuild, doctor, backup and restore say at the terminal."""

SENTENCES = {
    "upkeep.tree_busy": "公众网站正由另一个进程写入，两分钟内没有让出。请查看发送进程，再运行一次。",
    "upkeep.rebuilt": "公众网站已重建：%(count)s 篇通稿，%(changed)s 个文件与原来不同，用时 %(seconds)s 秒。",
}
