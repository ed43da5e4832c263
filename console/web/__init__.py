"""The console: ``create_app``. Deny by default; a view that nobody opened stops the start."""

from flask import Flask
from jinja2 import StrictUndefined

from console.settings import HOME
from console.web import (
    access,
    accounts,
    affected,
    approval,
    assets,
    attachments,
    audit,
    authorisations,
    binding,
    bundles,
    calendar,
    callbacks,
    calling,
    carriers,
    clearances,
    clocks,
    demo,
    drafting,
    drills,
    duty,
    errors,
    factors,
    facts,
    guarding,
    handover,
    holding,
    holds,
    home,
    identity,
    incidents,
    inserting,
    invitation,
    issuers,
    layout,
    media,
    notices,
    official_account,
    on_scene,
    passkeys,
    people,
    picturing,
    planning,
    platforms,
    posters,
    presence,
    probes,
    proving,
    quiet,
    reach,
    reading,
    release_templates,
    releases,
    relief,
    relinking,
    response,
    review,
    reviewing,
    rollout,
    second_step,
    security,
    session,
    since,
    telephone,
    times,
    translation,
    unified,
)
from console.web.services import Services

# A screen is a module here and a folder of templates; add its blueprint in a line.
BLUEPRINTS = (
    assets.bp,
    probes.bp,
    session.bp,
    unified.bp,
    second_step.bp,
    factors.bp,
    passkeys.bp,
    notices.bp,
    people.bp,
    accounts.bp,
    platforms.bp,
    official_account.bp,
    callbacks.bp,
    carriers.bp,
    reach.bp,
    media.bp,
    invitation.bp,
    audit.bp,
    authorisations.bp,
    home.bp,
    incidents.bp,
    clocks.bp,
    drills.bp,
    issuers.bp,
    response.bp,
    duty.bp,
    relief.bp,
    facts.bp,
    rollout.bp,
    binding.bp,
    calendar.bp,
    handover.bp,
    relinking.bp,
    holds.bp,
    quiet.bp,
    releases.bp,
    approval.bp,
    bundles.bp,
    picturing.bp,
    posters.bp,
    reading.bp,
    drafting.bp,
    calling.bp,
    review.bp,
    reviewing.bp,
    guarding.bp,
    inserting.bp,
    planning.bp,
    presence.bp,
    affected.bp,
    attachments.bp,
    release_templates.bp,
    clearances.bp,
    holding.bp,
    on_scene.bp,
    since.bp,
    telephone.bp,
)


def create_app(services: Services) -> Flask:
    """Raises Misconfigured when a view declares no access."""
    app = Flask(
        "console.web", static_folder=None, template_folder=str(HOME / "templates" / "console")
    )
    app.extensions["fayan"] = services
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    csrf = security.install(app, services.settings)
    csrf.exempt(callbacks.hear)  # a platform brings a signature of its own
    csrf.exempt(media.leave)  # a mail program's one click brings a token of its own
    translation.install(app, services.settings.config.bureau.timezone)
    app.jinja_env.globals["unseen_notices"] = notices.unseen_notices
    for part in (times, assets, layout, errors, identity, proving, reading, drills):
        part.install(app)
    unified.install(app, services.settings)
    access.gate(app)
    factors.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    demo.install(app, services.settings)
    access.check_every_view(app)
    return app
