"""What a person sees of the stand-ins: plain pages, marked as stand-ins beyond mistaking."""

from collections.abc import Mapping, Sequence
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from console.kernel.clock import local, parse_utc
from console.kernel.lengths import weibo_length
from console.rehearsal.ledger import Post
from console.rehearsal.platforms import (
    LONGEST_DIGEST,
    LONGEST_POST,
    LONGEST_TITLE,
    NAMES,
    REASONS,
    WEIBO_UID,
    ZONE,
    Written,
)
from console.rehearsal.wall import Seen
from console.settings import HOME

NOTHING = Written("")


@cache
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(HOME / "templates" / "rehearsal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["names"] = NAMES
    env.globals["shown"] = _shown
    env.globals["limits"] = {
        "post": LONGEST_POST,
        "title": LONGEST_TITLE,
        "digest": LONGEST_DIGEST,
    }
    env.globals["uid"] = WEIBO_UID
    return env


def home() -> str:
    return _page("home.html")


def compose(platform: str, posts: Sequence[Post], written: Written = NOTHING, code: int = 0) -> str:
    """``code``: why ``written`` was refused; 0: nothing was sent yet."""
    return _page(
        f"{platform}.html",
        posts=posts,
        written=written,
        code=code,
        reason=REASONS.get(code, ""),
        counted=weibo_length(written.text),
    )


def post(shown: Seen) -> str:
    return _page("post.html", post=shown.post, seen=shown)


def wall(lanes: Mapping[str, Sequence[Seen]]) -> str:
    """What the public sees now."""
    return _page("wall.html", lanes=lanes)


def consent(given: Mapping[str, str]) -> str:
    """Where the owner of an account says that an application may post in its name."""
    return _page("consent.html", given=given)


def gone() -> str:
    return _page("gone.html")


def _page(template: str, **values: object) -> str:
    return _environment().get_template(template).render(values)


def _shown(at: str) -> str:
    return f"{local(parse_utc(at), ZONE):%Y-%m-%d %H:%M:%S}"
