"""Words of the county portal."""

TABLES = {"channel": {"portal": "县政府门户"}}
