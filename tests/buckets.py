"""Buckets of a real S3 server on this machine (moto, a process of its own), once a session."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import boto3

from console.newsroom.bucket import Place
from tests.loopback import answers, free_port

PATIENCE = 60  # seconds
READABLE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"]}],
}


@dataclass
class Buckets:
    endpoint: str
    _numbers: Iterator[int]

    def new(self) -> Place:
        """An empty one, which the public may read."""
        name = f"tree-{next(self._numbers)}"
        line = boto3.client(
            "s3", endpoint_url=self.endpoint, region_name="us-east-1", aws_access_key_id="key",
            aws_secret_access_key="secret",
        )  # fmt: skip
        line.create_bucket(Bucket=name)
        policy = {**READABLE}
        policy["Statement"] = [
            {**READABLE["Statement"][0], "Resource": [f"arn:aws:s3:::{name}/*"]}  # type: ignore[dict-item] # one of JSON's values
        ]
        line.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
        return Place(name, "site", self.endpoint, key="key", secret="secret", seconds=10)


@contextmanager
def s3_server() -> Iterator[Buckets]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(port):
            assert process.poll() is None, "moto did not start"
            assert time.monotonic() < deadline, "moto does not listen"
            time.sleep(0.05)
        yield Buckets(f"http://127.0.0.1:{port}", count(1))
    finally:
        process.terminate()
        process.wait(15)
