"""Where a thing stands on the site: paths in the tree, and the addresses that lead there."""

from functools import lru_cache
from urllib.parse import quote

HOME = ""
ENGLISH = "en/"
DAY_HEADS = "verify/heads/"
DAY_HEADS_TEXT = "verify/heads.txt"


def release(number: str) -> str:
    return f"releases/{number}/"


def verification(number: str) -> str:
    return f"verify/{number}/"


def warning(number: str) -> str:
    return f"cap/{number}.xml"


def incident(number: str) -> str:
    return f"incidents/{number}/"


def column(slug: str) -> str:
    return f"columns/{slug}/"


def column_page(slug: str, number: int) -> str:
    return f"columns/{slug}/page/{number}/"


def month(year: int, month_: int) -> str:
    return f"archive/{year:04d}/{month_:02d}/"


def month_sitemap(year: int, month_: int) -> str:
    return f"sitemaps/{year:04d}-{month_:02d}.xml"


def index(folder: str) -> str:
    return f"{folder}index.html"


@lru_cache(maxsize=4096)
def href(path: str) -> str:
    """The address of a path of the tree, from the root of the host; ASCII, percent-encoded."""
    return "/" + quote(path, errors="replace")
