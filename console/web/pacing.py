"""What is asked for while typing is bounded for each person: 429, a sentence, when to ask again."""

from flask import Response

from console.kernel.errors import FayanError, TooMany
from console.web.context import current_actor, services


def pace() -> None:
    """Raises TooMany."""
    given = services()
    if seconds := given.pacer.wait(current_actor().id, given.clock.now()):
        raise TooMany("web.too_fast", seconds=seconds)


def when_again(response: Response, error: FayanError) -> Response:
    """Tells a script when it may ask again."""
    if isinstance(error, TooMany) and (seconds := error.parameters.get("seconds")):
        response.headers["Retry-After"] = str(seconds)
    return response
