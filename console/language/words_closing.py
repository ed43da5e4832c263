"""Words of how an incident was closed."""

TABLES = {"detail": {"reason_sha256": "原因指纹"}}
