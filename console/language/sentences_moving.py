"""What moving to another database says at the terminal."""

SENTENCES = {
    "move.no_target": "请把 FAYAN_DATABASE_URL 设为要迁入的 PostgreSQL（postgresql+psycopg://…），再运行。",
    "move.house_runs": "发送进程还在运行。请先停下 fayan，再迁移。",
    "move.in_use": "还有进程开着原数据库（发言台、发送进程或别的命令）。请停下全部 fayan 进程，再迁移。",
    "move.target_in_use": "还有别的程序连着要迁入的数据库。请断开它们，再迁移。",
    "move.old_schema": "要迁出的数据库版本是 %(found)s，程序要的是 %(wanted)s。请先用原来的设置运行 fayan migrate，再迁移。",
    "move.not_empty": "要迁入的数据库里已有数据或别的表（%(table)s）。请建一个空的数据库，把 FAYAN_DATABASE_URL 指向它，再运行。",
    "move.under_way": "另一个进程正在往这个数据库迁移。请等它结束。",
    "move.refused": "PostgreSQL 不收 %(table)s 里的一行：%(reason)s。什么也没有迁入，原数据库没有变。",
    "move.differs": "迁入后 %(table)s 与原来的行数或内容不符。已全部撤回，原数据库没有变，请报告这个问题。",
    "move.audit_differs": "迁入后的审计链与原来的不符。已全部撤回，原数据库没有变，请报告这个问题。",
    "move.made": "已迁入并逐表核对：%(tables)s 张表，%(rows)s 行，审计 %(events)s 条，链头 %(head)s，用时 %(seconds)s 秒。",
    "move.held": "原数据库 %(file)s 里全部发布已暂缓，免得有人误启动而重发；请留作备份。今后启动都要设这个 FAYAN_DATABASE_URL。",
    "hold.moved": "数据已迁到另一个数据库，这里不再发布。",
}
