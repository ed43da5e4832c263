"""One way to answer: the page, or for htmx one block of it; redirects are 303."""

from typing import Any

from flask import Response, flash, g, get_flashed_messages, redirect, render_template, request
from htmx_flask import make_response
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import Invalid
from console.web.context import is_htmx
from console.web.translation import tell


def answer(template: str, block: str | None, page: object, *, status: int = 200) -> Response:
    """``page``: the template's frozen dataclass. ``block`` None: always the whole page.

    Messages flashed meanwhile ride along with a fragment into the page's toasts.
    """
    g.answered = True  # a screen of the view's own, whatever its status: reading.py
    context: dict[str, Any] = {"page": page}
    if block is not None and is_htmx():
        text = render_block(template, block, **context)
        if get_flashed_messages(with_categories=True):
            text += render_template("toasts.html")
        response: Response = make_response(text, status)
    else:
        response = make_response(render_template(template, **context), status)
    response.vary.add("HX-Request")
    return response


def see_other(location: str) -> Reply:
    """After a POST. htmx is told to go there itself, so that the whole page changes."""
    if is_htmx():
        response: Response = make_response("", 200, redirect=location)
        response.vary.add("HX-Request")
        return response
    return redirect(location, code=303)


def say(message: str, category: str = "success") -> None:
    """Tell the person on the next page or fragment. ``success``, ``info`` or ``warning``."""
    flash(message, category)


def arrived() -> None:
    """The server has what was typed: the next page lets go of what its tab kept of that field
    (``kept_in``, the field's ``data-kept-in``; sheets.js)."""
    if key := request.form.get("kept_in"):
        flash(key[:100], "arrived")


def field_errors(error: Invalid) -> dict[str, str]:
    """For a form shown again: field → sentence; ``""`` for what belongs to no field."""
    return {error.field or "": tell(error)}
