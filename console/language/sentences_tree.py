"""What is said of the bucket that the public tree stands in."""

SENTENCES = {
    "tree.unreachable": "存放公众网站的存储桶没有接受（%(reason)s），稍后自动再试。",
    "tree.written_by_another": "存储桶里的这一页刚被另一个进程写过，稍后自动再试。",
    "config.no_bucket": (
        "%(file)s 第 %(line)s 行：tree.kind 是 s3 时要写明 bucket。密钥放在环境变量"
        " AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 里。"
    ),
}
