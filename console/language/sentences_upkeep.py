"""What rebuild, doctor, backup and restore say at the terminal."""

SENTENCES = {
    "upkeep.tree_busy": "公众网站正由另一个进程写入，两分钟内没有让出。请查看发送进程，再运行一次。",
    "upkeep.rebuilt": "公众网站已重建：%(count)s 篇通稿，%(changed)s 个文件与原来不同，用时 %(seconds)s 秒。",
    "upkeep.well": "没有发现问题：没有误时、卡住、待核和缺签，审计链完整，公众网站与数据库一致。",
    "upkeep.found": "发现 %(count)s 个问题。",
    "upkeep.run": "→ 运行：%(what)s",
    "upkeep.open": "→ 在发言台打开：%(what)s",
    "doctor.schema": "数据库的版本是 %(found)s，程序要的是 %(wanted)s。",
    "doctor.overdue": "%(number)s 的%(channel)s应于 %(time)s 发出，没有暂缓，却还没有发。发送进程可能没有运行。",
    "doctor.stuck": "%(number)s 的%(channel)s发到一半，发送进程停了，还没有人接手。",
    "doctor.unknown": "%(number)s 的%(channel)s结果待核：可能已发布，也可能没有，要有人到后台看。",
    "doctor.failed": "%(number)s 的%(channel)s没有发出：%(why)s",
    "doctor.retrying": "%(number)s 的%(channel)s多次发不出去，仍在重试：%(why)s",
    "doctor.refused": "%(number)s 到时发不出去：%(why)s",
    "doctor.unsigned": "%(number)s 已经公开，但签字不全或与内容不符。请立即停下发布并查审计。",
    "doctor.held": "%(number)s 自动停下了，等人决定：%(why)s",
    "doctor.chore": "后台工作“%(kind)s”多次失败，已放弃：%(trouble)s",
    "doctor.audit": "审计链在第 %(broken)s 条断开。请停下，保留现场，从备份恢复。",
    "doctor.file": "附件“%(file)s”（%(sha256)s）不在了，或内容变了。请从备份恢复。",
    "doctor.tree": "公众网站有 %(count)s 个文件与数据库不一致：%(paths)s",
    "doctor.strange": "公众网站有 %(count)s 个文件不是本系统写的：%(paths)s",
}
