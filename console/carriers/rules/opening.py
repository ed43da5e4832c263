"""What opens a carrier, as it is pasted: a robot's whole address, or only its key."""

from typing import Final
from urllib.parse import parse_qs, urlsplit

from console.kernel.errors import Invalid

LONGEST: Final = 190  # characters in all
NAMES: Final = {"wecom": "key", "dingtalk": "access_token"}


def read(kind: str, pasted: str, key: str, *, field: str) -> str:
    """``key``: the signing secret of a 钉钉 robot. ``field``: of the form. Raises Invalid."""
    pasted, key = pasted.strip(), key.strip()
    if kind in NAMES and "://" in pasted:
        found = parse_qs(urlsplit(pasted).query).get(NAMES[kind], [""])[0]
        if not found:
            raise Invalid("carrier.no_key_in_address", field=field, name=NAMES[kind])
        pasted = found
    if not pasted:
        raise Invalid(f"carrier.nothing_{kind}", field=field)
    if kind == "dingtalk" and key:
        pasted = f"{pasted} {key}"
    blank = " " in pasted and kind in NAMES and not (kind == "dingtalk" and pasted.count(" ") == 1)
    if blank or len(pasted) > LONGEST:
        raise Invalid("carrier.odd_key", field=field)
    return pasted
