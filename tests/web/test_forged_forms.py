"""Forms from elsewhere, and forms of before: without the token, with another's, sent again."""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from console.releases import service
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.test_access import filled
from tests.web.visitor import PASSWORD, Visitor

WITHOUT_SESSION = {"media.leave"}  # one click of a mail program; its address is the secret
SignedIn = Callable[[str], Visitor]


def forms(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]


@pytest.mark.parametrize("who", ["leader", "admin"])
def test_no_form_from_elsewhere_is_taken(app: Flask, signed_in: SignedIn, who: str) -> None:
    """Without the token, and with one of another's session: at every address that takes a form."""
    visitor, theirs = signed_in(who), signed_in("spokesperson").token()
    taken = {
        rule.endpoint
        for rule in forms(app)
        for sent in ({}, {"csrf_token": theirs})
        if visitor.client.post(filled(rule), data=sent).status_code not in {400, 403}
    }
    assert len(forms(app)) > 100
    assert taken == WITHOUT_SESSION


def test_a_sign_form_that_is_sent_again_after_its_words_were_recalled_signs_nothing(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    """Neither while it is a draft nor when other words are in review: it names the old digest."""
    made = desk.draft(clock.now())
    digest = desk.submit(clock.now(), made)
    visitor = signed_in("unit-head")
    form = {"digest": digest, "password": PASSWORD, "csrf_token": visitor.token()}
    address = f"/releases/{made}/sign"
    assert visitor.post(address, form).status_code in {200, 302, 303}
    assert next(step.signed_by for step in desk.see(made).chain) == "某unit-head"
    with desk.database.transaction() as tx:
        service.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=made,
            version=desk.see(made).row.version, reason="再看",
        )  # fmt: skip
    visitor.post(address, form)
    assert not any(step.signed_by for step in desk.see(made).chain)
    desk.write(clock.now(), made, advice="请绕行。")
    desk.submit(clock.now(), made)
    visitor.post(address, form)
    assert not any(step.signed_by for step in desk.see(made).chain)
