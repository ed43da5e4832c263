"""媒体名单: journalists who asked for our releases by mail, with how they agreed, until they leave.

Who leaves is forgotten but for a fingerprint, so that nobody writes to them again by mistake.
"""
