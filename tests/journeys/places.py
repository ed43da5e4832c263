"""Every address that a browser can open, and who may see it there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tests.journeys.busy import Night
from tests.journeys.office import Office
from tests.journeys.people import SHANGHAI


@dataclass(frozen=True)
class Place:
    """``who`` is signed in; "" is nobody. ``waits`` for a part that comes by itself."""

    path: str
    who: str = "spokesperson"
    status: int = 200
    waits: str = ""


#: GET views of the console that are no page of their own, and why.
NO_PAGE = {
    "assets.file": "style sheets, scripts and icons; every page loads them",
    "attachments.show": "the bytes of a picture; the editor shows it before it is kept",
    "attachments.of_release": "the bytes of a picture; the editor and the review show it",
    "rollout.screenshot": "the bytes of a picture; the delivery links to it",
    "picturing.show": "a picture; the preview shows it, and a test reads it",
    "posters.article_cover": "a picture; the preview shows it, and a test reads it",
    "posters.show": "a picture; the preview shows it, and a test reads it",
    "approval.printed": "a PDF; the release's page links to it, and a test reads it",
    "approval.form": "a PDF; the release's page links to it, and a test reads it",
    "bundles.deposit": "a ZIP to take along; a test reads it",
    "bundles.pack": "a ZIP to take along; a test reads it",
    "drills.export": "a table to take along; a test reads it",
    "drills.post": "a redirect to the wall; a test follows it",
    "approval.code": "a picture to download: the QR code of a release",
    "authorisations.paper": "the bytes of a paper instruction; the authorisation shows it",
    "probes.alive": "for machines",
    "probes.ready": "for machines",
    "releases.poll": "a fragment: the bar of news, drawn on the release's page",
    "incidents.poll": "a fragment: the bar of news, drawn on the incident's page",
    "home.poll": "a fragment: the bar of news, drawn on the home screen",
    "rollout.poll": "a fragment: the bar of news, drawn on the board",
    "notices.bell": "a fragment: the bell, drawn on every page",
    "incidents.propose": "a fragment: the proposed level, drawn in the incident's form",
    "passkeys.make": "shown within making one; the journey of second factors looks at it",
    "passkeys.ask_remove": "asks about one that the journey of second factors makes",
    "second_step.show": "shown within a sign-in; the journey of second factors looks at it",
    "unified.go": "a redirect to the bureau's identity provider",
    "unified.back": "where the identity provider leads back to; a redirect",
    "binding.leave": "a redirect to the bureau's identity provider",
    "callbacks.greet": "for a platform; a page only to who knows the token",
    "platforms.connected": "where the platform leads back to; a redirect",
    "media.ask_leave": "needs the token of a mail; a test of the list opens it",
    "notices.go": "a redirect: where a message outside the console leads",
    "demo.live": "a fragment: the moving part of /demo",
}


def console(night: Night) -> dict[str, tuple[Place, ...]]:
    """By endpoint. Beside each page in its usual state: empty, refused, opened in place."""
    return {
        "home.show": (
            Place("/"), Place("/", "leader"), Place("/", "media-reception"), Place("/", "auditor"),
        ),
        "session.sign_in": (Place("/sign-in", ""), Place("/sign-in?next=/audit/", "")),
        "session.account": (Place("/account/"),),
        "factors.show": (Place("/account/verification/"),),
        "binding.show": (Place("/account/unified/", status=409),),
        "factors.new_totp": (Place("/account/verification/authenticator/new"),),
        "factors.enrol": (Place("/account/verification/authenticator/", "auditor"),),
        "factors.ask_remove_totp": (Place("/account/verification/authenticator/remove"),),
        "factors.ask_codes": (Place("/account/verification/codes/new"),),
        "passkeys.new": (Place("/account/verification/passkeys/new"),),
        "invitation.show": (Place("/invitation", ""),),
        "accounts.show_request": (
            Place(f"/people/requests/{night.request}", "admin"),
            Place(f"/people/requests/{night.request}", "admin-2"),
            Place(f"/people/requests/{night.request}", "auditor", 403),
        ),
        "notices.index": (Place("/notices/", "leader"), Place("/notices/", "auditor")),
        "people.index": (Place("/people/", "admin"), Place("/people/", "auditor")),
        "people.new": (Place("/people/new", "admin"), Place("/people/new", status=403)),
        "people.show": (
            Place(f"/people/{night.person}/", "admin"),
            Place(f"/people/{night.person}/", "auditor"),
        ),
        "carriers.index": (Place("/carriers/", "admin"), Place("/carriers/", status=403)),
        "media.index": (Place("/media/"), Place("/media/", "auditor", 403)),
        "reach.show": (Place("/account/notices/"), Place("/account/notices/", "auditor")),
        "platforms.index": (Place("/platforms/", "admin"), Place("/platforms/", status=403)),
        "official_account.show": (Place("/platforms/official-account/", "admin"),),
        "platforms.ask_authorise": (Place("/platforms/weibo/authorise", "admin"),),
        "platforms.ask_disconnect": (Place("/platforms/weibo/disconnect", "admin"),),
        "audit.index": (
            Place("/audit/", "auditor"), Place("/audit/?actor=nobody", "auditor"),
            Place("/audit/", status=403),
        ),
        "reading.report": (
            Place(f"/releases/{night.published}/readers", "auditor"),
            Place(f"/releases/{night.published}/readers", "leader"),
            Place(f"/releases/{night.published}/readers", status=403),
        ),
        "audit.verified": (Place("/audit/verified", "auditor"),),
        "incidents.index": (Place("/incidents/"),),
        "incidents.new": (Place("/incidents/new"),),
        "incidents.show": (
            Place(f"/incidents/{night.incident}"), Place(f"/incidents/{night.incident}", "leader"),
            Place(f"/incidents/{night.drill}"),
        ),
        "clocks.show": (
            Place(f"/incidents/{night.incident}/clocks"),
            Place(f"/incidents/{night.incident}/clocks", "leader"),
            Place(f"/incidents/{night.drill}/clocks"),
        ),
        "drills.show": (
            Place(f"/drills/{night.drill}"), Place(f"/drills/{night.drill}", "auditor"),
            Place(f"/drills/{night.incident}", status=404),
        ),
        "drills.wall": (
            Place(f"/drills/{night.drill}/wall"),
            Place(f"/drills/{night.incident}/wall", status=404),
        ),
        "facts.show": (
            Place(f"/incidents/{night.incident}/facts"),
            Place(f"/incidents/{night.incident}/facts", "unit-head"),
            Place(f"/incidents/{night.incident}/facts", "auditor"),
        ),
        "incidents.story": (Place(f"/incidents/{night.incident}/story"),),
        "planning.show": (
            Place(f"/releases/{night.drafted}/plan"),
            Place(f"/releases/{night.reviewing}/plan", "leader"),
        ),
        "calendar.show": (Place("/rollout/calendar/"), Place("/rollout/calendar/?month=2001-02")),
        "quiet.show": (
            Place(f"/incidents/{night.incident}/quiet"),
            Place(f"/incidents/{night.incident}/quiet", "auditor", status=403),
        ),
        "issuers.show": (
            Place(f"/incidents/{night.incident}/issuer"),
            Place(f"/incidents/{night.incident}/issuer", "auditor"),
        ),
        "response.show": (
            Place(f"/incidents/{night.incident}/response"),
            Place(f"/incidents/{night.incident}/response", "auditor"),
        ),
        "duty.index": (
            Place("/duty/"), Place("/duty/", "auditor"), Place("/duty/?week=2027-01-04"),
        ),
        "duty.new": (Place("/duty/shifts/new"), Place("/duty/shifts/new", "editor", status=403)),
        "relief.index": (Place("/duty/handovers/"), Place("/duty/handovers/", "auditor")),
        "relief.new": (
            Place("/duty/handovers/new"), Place("/duty/handovers/new", "leader"),
            Place("/duty/handovers/new", "auditor", status=403),
        ),
        "relief.show": (
            Place(f"/duty/handovers/{night.relief}", "leader"),
            Place(f"/duty/handovers/{night.relief}", "auditor"),
        ),
        "duty.edit": (Place(f"/duty/shifts/{night.shift}"),),
        "guarding.show": (
            Place(f"/releases/{night.drafted}/guard"),
            Place(f"/releases/{night.drafted}/guard", "unit-head"),
        ),
        "incidents.edit": (Place(f"/incidents/{night.incident}/edit"),),
        "releases.index": (
            Place("/releases/"), Place("/releases/?stage=published&words=通告"),
            Place("/releases/?words=没有这样的通稿"),
        ),
        "releases.show": tuple(
            Place(f"/releases/{each}", who)
            for each, who in (
                (night.published, "leader"), (night.corrected, "spokesperson"),
                (night.withdrawn, "leader"), (night.reviewing, "spokesperson"),
                (night.scheduled, "leader"), (night.drafted, "spokesperson"),
            )
        ),
        "releases.compare": (Place(f"/releases/{night.reviewing}/compare"),),
        "drafting.new": (Place("/releases/new"),),
        "drafting.edit": (Place(f"/releases/{night.drafted}/edit", waits=".panel-tabs"),),
        "inserting.templates": (Place(f"/releases/{night.drafted}/templates"),),
        "inserting.show": (
            Place(f"/releases/{night.drafted}/facts"),
            Place(f"/releases/{night.drafted}/facts", "leader", status=403),
        ),
        "review.show": (
            Place(f"/releases/{night.reviewing}/review", "leader"),
            Place(f"/releases/{night.reviewing}/review?as=weibo", "leader"),
            Place(f"/releases/{night.reviewing}/review?as=wechat", "leader"),
            Place(f"/releases/{night.reviewing}/review?as=feeds", "leader"),
            Place(f"/releases/{night.reviewing}/review?as=changes", "leader"),
            Place(f"/releases/{night.reviewing}/review?sheet=sign", "leader", waits="#sign[open]"),
            Place(f"/releases/{night.reviewing}/review", "unit-head"),
        ),
        "review.panel": (
            Place(f"/releases/{night.reviewing}/preview", "leader"),
            Place(f"/releases/{night.reviewing}/preview?as=poster", "leader"),
        ),
        "review.frame": (Place(f"/releases/{night.reviewing}/preview/page", "leader"),),
        "rollout.show": (Place("/rollout/"), Place("/rollout/", "leader")),
        "rollout.delivery": tuple(
            Place(f"/rollout/{each}")
            for each in (night.handed_over, night.confirmed, night.failed, night.unknown)
        ),
        "handover.queue": (Place("/handover/", "media-reception"),),
        "handover.show": tuple(
            Place(f"/handover/{each}", "media-reception")
            for each in (night.handed_over, night.confirmed, night.unknown, night.failed)
        ),
        "relinking.show": tuple(
            Place(f"/handover/{each}/link", "media-reception")
            for each in (night.confirmed, night.failed)
        ),
        "release_templates.index": (
            Place("/templates/"), Place("/templates/", "admin"), Place("/templates/", "unit-head"),
        ),
        "release_templates.new": (
            Place("/templates/new", "admin"), Place("/templates/new", status=403),
        ),
        "release_templates.show": (
            Place(f"/templates/{night.template}"), Place(f"/templates/{night.template}", "admin"),
        ),
        "release_templates.edit": (Place(f"/templates/{night.template}/edit", "admin"),),
        "since.show": (
            Place(f"/releases/{night.drafted}/since"),
            Place(f"/releases/{night.drafted}/since", "leader", status=403),
        ),
        "holding.show": (
            Place(f"/incidents/{night.incident}/holding"),
            Place(f"/incidents/{night.drill}/holding", "editor"),
            Place(f"/incidents/{night.drill}/holding", "leader", status=403),
        ),
        "clearances.show": (
            Place(f"/templates/clearances/{night.clearance}", "unit-head"),
            Place(
                f"/templates/clearances/{night.clearance}?sheet=sign", "unit-head",
                waits="#sign[open]",
            ),
            Place(f"/templates/clearances/{night.clearance}", "secrecy"),
        ),
        "telephone.start": (
            Place(f"/releases/{night.reviewing}/telephone", "deputy"),
            Place(f"/releases/{night.published}/telephone", "deputy"),
            Place(f"/releases/{night.reviewing}/telephone", "auditor", status=403),
        ),
        "telephone.show": (
            Place(f"/releases/{night.reviewing}/telephone/{night.call}", "deputy"),
            Place(f"/releases/{night.reviewing}/telephone/{night.call}", "leader"),
            Place(f"/releases/{night.reviewing}/telephone/{night.call}", "editor", status=404),
        ),
        "on_scene.show": (
            Place(f"/incidents/{night.drill}/on-scene"),
            Place(f"/incidents/{night.incident}/on-scene", "editor"),
            Place(f"/incidents/{night.drill}/on-scene", "leader", status=403),
        ),
        "authorisations.index": (
            Place("/authorisations/", "leader"), Place("/authorisations/", "editor"),
            Place("/authorisations/", "auditor"),
        ),
        "authorisations.new": (
            Place("/authorisations/new", "leader"), Place("/authorisations/new", "editor"),
        ),
        "authorisations.show": (
            Place(f"/authorisations/{night.authorisation}", "leader"),
            Place(f"/authorisations/{night.authorisation}", "auditor"),
            Place(f"/authorisations/{night.authorisation}", "editor", status=404),
        ),
        "holds.review": (Place(f"/holds/{night.hold}/lift", "leader"),),
        "demo.show": (Place("/demo", ""),),
    }  # fmt: skip


def beside(night: Night) -> tuple[Place, ...]:
    """What is shown where nothing is."""
    return (
        Place("/nowhere", status=404),
        Place(f"/releases/{night.incident}", status=404),
    )


def newsroom(office: Office, night: Night) -> Iterable[Place]:
    number = {each: office.number(getattr(night, each)) for each in ("published", "corrected")}
    incident = office.rows("SELECT number FROM incidents WHERE id = ?", night.incident.hex)[0][0]
    month = f"/archive/{datetime.now(SHANGHAI):%Y/%m}/"
    for path in (
        "/", f"/releases/{number['published']}/", f"/releases/{number['corrected']}/",
        f"/incidents/{incident}/", "/columns/bulletins/", month, "/subscribe/",
        "/press/", "/about/", "/map/",
        "/en/", "/en/press/", "/en/subscribe/", "/en/verify/", "/en/about/",
        "/search/", "/search?q=通报", "/verify/", "/verify?number=9999-0001",
        f"/verify/{number['published']}/", f"/verify/{number['corrected']}/",
    ):  # fmt: skip
        yield Place(path, "")
    yield Place(f"/releases/{office.number(night.withdrawn)}/", "", 410)
    yield Place("/nowhere/", "", 404)


def rehearsal(office: Office) -> Iterable[Place]:
    """The stand-ins of the platforms: where a post is written, what was posted, what is gone."""
    for path in ("/", "/weibo/", "/wechat/", "/wall/"):
        yield Place(path, "")
    links = office.rows(
        "SELECT json_extract(receipt, '$.url') FROM deliveries"
        " WHERE state = 'confirmed' GROUP BY channel"
    )
    for (link,) in links:
        if str(link).startswith(office.bureau.newsroom):
            continue  # seen from outside: a page of the site
        yield Place(str(link).removeprefix(office.bureau.rehearsal), "")
    yield Place("/weibo/1234567890/Mnothere123", "", 404)
