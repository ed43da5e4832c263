"""English of ``sentences_moving``."""

ENGLISH = {
    "请把 FAYAN_DATABASE_URL 设为要迁入的 PostgreSQL（postgresql+psycopg://…），再运行。": (
        "Set FAYAN_DATABASE_URL to the PostgreSQL to move into (postgresql+psycopg://…), then run "
        "this again."
    ),
    "还有进程开着原数据库（发言台、发送进程或别的命令）。请停下全部 fayan 进程，再迁移。": (
        "Some process still has the old database open (a console, a dispatcher or another "
        "command). Stop every fayan process, then move."
    ),
    "还有别的程序连着要迁入的数据库。请断开它们，再迁移。": (
        "Another program is connected to the database to move into. Disconnect it, then move."
    ),
    "发送进程还在运行。请先停下 fayan，再迁移。": (
        "The dispatcher is running. Stop fayan first, then move."
    ),
    "要迁出的数据库版本是 %(found)s，程序要的是 %(wanted)s。请先用原来的设置运行 fayan migrate，再迁移。": (
        "The database to move is at version %(found)s, the program wants %(wanted)s. Run fayan "
        "migrate with the settings of before, then move."
    ),
    "要迁入的数据库里已有数据或别的表（%(table)s）。请建一个空的数据库，把 FAYAN_DATABASE_URL 指向它，再运行。": (
        "The database to move into holds data or other tables (%(table)s). Make an empty one, point "
        "FAYAN_DATABASE_URL to it, and run this again."
    ),
    "另一个进程正在往这个数据库迁移。请等它结束。": (
        "Another process is moving into this database. Wait until it ends."
    ),
    "PostgreSQL 不收 %(table)s 里的一行：%(reason)s。什么也没有迁入，原数据库没有变。": (
        "PostgreSQL does not take a row of %(table)s: %(reason)s. Nothing was moved, and the old "
        "database is as it was."
    ),
    "迁入后 %(table)s 与原来的行数或内容不符。已全部撤回，原数据库没有变，请报告这个问题。": (
        "%(table)s differs from what it was, in rows or words. Everything was taken back, the old "
        "database is as it was; report this."
    ),
    "迁入后的审计链与原来的不符。已全部撤回，原数据库没有变，请报告这个问题。": (
        "The audit chain differs from what it was. Everything was taken back, the old database is "
        "as it was; report this."
    ),
    "已迁入并逐表核对：%(tables)s 张表，%(rows)s 行，审计 %(events)s 条，链头 %(head)s，用时 %(seconds)s 秒。": (
        "Moved and verified table by table: %(tables)s tables, %(rows)s rows, %(events)s audit "
        "events, head %(head)s, in %(seconds)s s."
    ),
    "原数据库 %(file)s 里全部发布已暂缓，免得有人误启动而重发；请留作备份。今后启动都要设这个 FAYAN_DATABASE_URL。": (
        "In the old database, %(file)s, all publishing is on hold, so that nobody who starts it by "
        "mistake sends a second time; keep it as a backup. From now on start with this "
        "FAYAN_DATABASE_URL."
    ),
    "数据已迁到另一个数据库，这里不再发布。": (
        "The data moved to another database; nothing is published from here."
    ),
}
