"""English of the bucket that the public tree stands in."""

ENGLISH = {
    "存放公众网站的存储桶没有接受（%(reason)s），稍后自动再试。": (
        "The bucket of the public site did not accept it (%(reason)s); it will be tried again."
    ),
    "存储桶里的这一页刚被另一个进程写过，稍后自动再试。": (
        "Another process has just written this page in the bucket; it will be tried again."
    ),
    "%(file)s 第 %(line)s 行：tree.kind 是 s3 时要写明 bucket。密钥放在环境变量"
    " AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 里。": (
        "%(file)s, line %(line)s: with tree.kind s3, bucket has to be named. The keys come from the "
        "environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY."
    ),
}
