"""English of ``sentences_upkeep``."""

ENGLISH = {
    "公众网站正由另一个进程写入，两分钟内没有让出。请查看发送进程，再运行一次。": (
        "Another process is writing the public site and did not let go within two minutes. Look "
        "after the dispatcher, then run this again."
    ),
    "公众网站已重建：%(count)s 篇通稿，%(changed)s 个文件与原来不同，用时 %(seconds)s 秒。": (
        "The public site was rebuilt: %(count)s releases, %(changed)s files differ from before, in "
        "%(seconds)s s."
    ),
}
