"""What a mailbox looks like that a mail can be sent to."""

import re
from typing import Final

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
MAILBOX: Final = re.compile(rf"(?![^@]{{65}}){_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""RFC 5321 without quoted names and literal addresses; at most 64 characters before the @."""
