"""English of how an incident was closed."""

ENGLISH = {"原因指纹": "Fingerprint of the reason"}
