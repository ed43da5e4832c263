"""English of ``sentences_cluster``."""

ENGLISH = {
    "%(file)s 第 %(line)s 行：多机（cluster）要用 PostgreSQL，现在的数据库是 SQLite。请先用 fayan migrate-database 迁移，把 FAYAN_DATABASE_URL 设为 PostgreSQL；或改回 embedded。": (
        "%(file)s line %(line)s: a cluster needs PostgreSQL, and the database is SQLite. Move it by "
        "fayan migrate-database and set FAYAN_DATABASE_URL to PostgreSQL; or go back to embedded."
    ),
    "%(file)s 第 %(line)s 行：这里设的是多机（cluster），由 fayan worker 发送。请运行 fayan worker，不要运行 fayan dispatcher。": (
        "%(file)s line %(line)s: this house is a cluster, and workers send. Run fayan worker, not "
        "fayan dispatcher."
    ),
    "%(file)s 第 %(line)s 行：这里设的是单机（embedded），由 fayan dispatcher 发送。要用多机，请把 [engine] kind 改为 cluster，并运行 fayan migrate。": (
        "%(file)s line %(line)s: this house is embedded, and fayan dispatcher sends. For a cluster "
        "set [engine] kind to cluster and run fayan migrate."
    ),
    "数据库里没有任务队列的表，或版本不对。请先运行 fayan migrate。": (
        "The database has no tables for the queue, or of another version. Run fayan migrate first."
    ),
    "这台机器的时钟与数据库服务器的相差 %(seconds)s 秒（最多容许 %(most)s 秒）：再差下去，正在发送的会被当成中断，可能重复发出。请用同一个 NTP 源校准各台机器。": (
        "This machine's clock and the database server's are %(seconds)s seconds apart (%(most)s at "
        "most): further apart, a call under way is taken for abandoned and may be sent twice. Set "
        "the clocks of all machines by one NTP source."
    ),
    "任务队列的表没有，或版本不对：发送进程启动不了，到时的只能等下一次巡查。": (
        "The queue's tables are missing or of another version: no worker can start, and what is due "
        "waits for the next sweep."
    ),
    "没有一个发送进程在运行，到时的通稿发不出去。": (
        "No worker is alive; what is due does not go out."
    ),
    "有 %(count)s 个到时的任务两分钟以上没有发送进程来取。": (
        "%(count)s jobs have been due for more than two minutes and no worker took them."
    ),
    "有 %(count)s 个任务的发送进程已经停了；运行着的发送进程会在半分钟内清理。": (
        "%(count)s jobs belong to workers that died; a worker that runs clears them within half a "
        "minute."
    ),
}
