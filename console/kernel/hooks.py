"""How what we post to others is signed: whoever has the secret can tell that it is ours, whole, and
of now. HMAC-SHA-256 over ``<timestamp>.<body>``; the receiver refuses an old timestamp."""

import hmac
from datetime import datetime
from hashlib import sha256
from typing import Final

TIMESTAMP: Final = "X-Fayan-Timestamp"  # Unix seconds
SIGNATURE: Final = "X-Fayan-Signature"
REF: Final = "Idempotency-Key"  # the same at every try: who has seen it has done it


def signed_headers(secret: str, body: bytes, at: datetime, ref: str) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, sha256).hexdigest()
    return {TIMESTAMP: stamp, SIGNATURE: f"sha256={digest}", REF: ref}
