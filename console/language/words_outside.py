"""Words of what the public sees."""

TABLES = {
    "event": {
        "publishing:delivery:seen_outside": "从公众网址看到",
        "publishing:delivery:not_visible": "公众看不到",
        "publishing:delivery:look_asked": "要求再看一次",
    },
    "delivery_state": {"not_visible": "公众看不到"},
}
