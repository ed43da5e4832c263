"""What the audit keeps of the words with which an incident was closed: they may name people."""

import hashlib


def reason_digest(reason: str) -> str:
    """SHA-256 in hex; empty when nothing was said."""
    return hashlib.sha256(reason.encode()).hexdigest() if reason else ""
