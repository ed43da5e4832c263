"""Words of signing in through the bureau's identity provider."""

TABLES = {"event": {"people:identity:taken": "统一身份登录"}}
