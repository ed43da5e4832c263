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
    "没有发现问题：没有误时、卡住、待核和缺签，审计链完整，公众网站与数据库一致。": (
        "Nothing is wrong: nothing overdue, stuck, in doubt or unsigned; the audit chain holds, and "
        "the public site is what the database says."
    ),
    "发现 %(count)s 个问题。": "Problems found: %(count)s.",
    "→ 运行：%(what)s": "→ run: %(what)s",
    "→ 在发言台打开：%(what)s": "→ open in the console: %(what)s",
    "数据库的版本是 %(found)s，程序要的是 %(wanted)s。": (
        "The database is at version %(found)s, the program wants %(wanted)s."
    ),
    "%(number)s 的%(channel)s应于 %(time)s 发出，没有暂缓，却还没有发。发送进程可能没有运行。": (
        "%(number)s on %(channel)s was due at %(time)s, is not on hold, and has not gone. The "
        "dispatcher may not be running."
    ),
    "%(number)s 的%(channel)s发到一半，发送进程停了，还没有人接手。": (
        "%(number)s on %(channel)s stopped half way: its dispatcher died and none has taken over."
    ),
    "%(number)s 的%(channel)s结果待核：可能已发布，也可能没有，要有人到后台看。": (
        "%(number)s on %(channel)s is in doubt: it may be published or not; somebody has to look."
    ),
    "%(number)s 的%(channel)s没有发出：%(why)s": "%(number)s did not go out on %(channel)s: %(why)s",
    "%(number)s 的%(channel)s多次发不出去，仍在重试：%(why)s": (
        "%(number)s on %(channel)s failed several times and is tried again: %(why)s"
    ),
    "%(number)s 到时发不出去：%(why)s": "%(number)s will not go out when due: %(why)s",
    "%(number)s 已经公开，但签字不全或与内容不符。请立即停下发布并查审计。": (
        "%(number)s is public, but signatures are missing or are of other words. Stop publishing "
        "and look into the audit."
    ),
    "%(number)s 自动停下了，等人决定：%(why)s": (
        "%(number)s was stopped and waits for somebody's decision: %(why)s"
    ),
    "后台工作“%(kind)s”多次失败，已放弃：%(trouble)s": (
        "The background work “%(kind)s” failed again and again and was given up: %(trouble)s"
    ),
    "审计链在第 %(broken)s 条断开。请停下，保留现场，从备份恢复。": (
        "The audit chain breaks at event %(broken)s. Stop, keep everything as it is, and restore "
        "from a backup."
    ),
    "附件“%(file)s”（%(sha256)s）不在了，或内容变了。请从备份恢复。": (
        "The attachment “%(file)s” (%(sha256)s) is gone or changed. Restore it from a backup."
    ),
    "公众网站有 %(count)s 个文件与数据库不一致：%(paths)s": (
        "%(count)s files of the public site differ from the database: %(paths)s"
    ),
    "公众网站有 %(count)s 个文件不是本系统写的：%(paths)s": (
        "%(count)s files of the public site were not written by this system: %(paths)s"
    ),
}
