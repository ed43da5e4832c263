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
    "“%(folder)s”已经存在。请给一个新的文件夹名。": (
        "“%(folder)s” is there already. Name a new folder."
    ),
    "审计链在第 %(broken)s 条断开，没有备份。请先运行 fayan audit verify。": (
        "The audit chain breaks at event %(broken)s; nothing was backed up. Run fayan audit verify "
        "first."
    ),
    "已备份到 %(folder)s：%(files)s 个文件，审计 %(events)s 条，用时 %(seconds)s 秒。": (
        "Backed up to %(folder)s: %(files)s files, %(events)s audit events, in %(seconds)s s."
    ),
    "清单的指纹：%(fingerprint)s。请另行记下；FAYAN_SECRET_KEY 不在备份里，也要另行保管。": (
        "The manifest's fingerprint: %(fingerprint)s. Keep it elsewhere; FAYAN_SECRET_KEY is not in "
        "the backup and has to be kept elsewhere, too."
    ),
    "“%(folder)s”不是 fayan backup 写的备份。": "“%(folder)s” is no backup that fayan backup wrote.",
    "备份不完整：%(path)s 不在了，或内容变了。没有恢复任何东西。": (
        "The backup is not whole: %(path)s is gone or changed. Nothing was restored."
    ),
    "备份里多了 %(path)s，不是 fayan backup 写的。没有恢复任何东西。": (
        "The backup holds %(path)s, which fayan backup did not write. Nothing was restored."
    ),
    "清单的指纹与您给的不同，这不是那一份备份，或被人改过。没有恢复任何东西。": (
        "The manifest's fingerprint is not the one given: another backup, or somebody changed it. "
        "Nothing was restored."
    ),
    "还有进程开着数据库（发言台、发送进程或别的命令）。请停下全部 fayan 进程，再恢复。没有恢复任何东西。": (
        "Some process still has the database open (a console, a dispatcher or another command). "
        "Stop every fayan process, then restore. Nothing was restored."
    ),
    "发送进程还在运行。请先停下 fayan，再恢复。": (
        "The dispatcher is running. Stop fayan first, then restore."
    ),
    "这里已有数据。确要换成备份的，请加 --replace：原有的会移到一旁，不删除。": (
        "There is data here. To put the backup in its place add --replace: what stands here is "
        "moved aside, not deleted."
    ),
    "数据库里已有表。请建一个空的数据库，把 FAYAN_DATABASE_URL 指向它，再恢复。": (
        "The database has tables. Make an empty one, point FAYAN_DATABASE_URL to it, and restore."
    ),
    "恢复后的行数与备份的清单不符，不能使用。请换一份备份。": (
        "The rows restored are not those of the manifest; do not use them. Take another backup."
    ),
    "恢复后的审计链与备份的清单不符，不能使用。请换一份备份。": (
        "The audit restored is not that of the manifest; do not use it. Take another backup."
    ),
    "已恢复 %(at)s（UTC）的备份并核对：%(files)s 个文件，审计 %(events)s 条，用时 %(seconds)s 秒。": (
        "Restored the backup of %(at)s (UTC) and verified it: %(files)s files, %(events)s audit "
        "events, in %(seconds)s s."
    ),
    "原有的移到了 %(folder)s。": "What stood here is now in %(folder)s.",
    "备份之后发出过的，备份并不知道，所以全部发布已暂缓。请启动后运行 fayan doctor，逐项看过再恢复发布。": (
        "The backup does not know what went out after it was made, so all publishing is on hold. "
        "Start the house, run fayan doctor, look at each item, then resume."
    ),
    "刚从备份恢复：备份之后可能已发出过，先看再发。": (
        "Just restored from a backup: something may have gone out since. Look before it goes again."
    ),
}
