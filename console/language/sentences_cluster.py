"""What the cluster says where it cannot start, and what the doctor finds of it."""

SENTENCES = {
    "config.cluster_needs_postgres": "%(file)s 第 %(line)s 行：多机（cluster）要用 PostgreSQL，现在的数据库是 SQLite。请先用 fayan migrate-database 迁移，把 FAYAN_DATABASE_URL 设为 PostgreSQL；或改回 embedded。",
    "config.cluster_has_workers": "%(file)s 第 %(line)s 行：这里设的是多机（cluster），由 fayan worker 发送。请运行 fayan worker，不要运行 fayan dispatcher。",
    "config.no_cluster": "%(file)s 第 %(line)s 行：这里设的是单机（embedded），由 fayan dispatcher 发送。要用多机，请把 [engine] kind 改为 cluster，并运行 fayan migrate。",
    "config.queue_not_laid": "数据库里没有任务队列的表，或版本不对。请先运行 fayan migrate。",
    "doctor.clock": "这台机器的时钟与数据库服务器的相差 %(seconds)s 秒（最多容许 %(most)s 秒）：再差下去，正在发送的会被当成中断，可能重复发出。请用同一个 NTP 源校准各台机器。",
    "doctor.queue": "任务队列的表没有，或版本不对：发送进程启动不了，到时的只能等下一次巡查。",
    "doctor.no_worker": "没有一个发送进程在运行，到时的通稿发不出去。",
    "doctor.jobs_waiting": "有 %(count)s 个到时的任务两分钟以上没有发送进程来取。",
    "doctor.jobs_stalled": "有 %(count)s 个任务的发送进程已经停了；运行着的发送进程会在半分钟内清理。",
}
