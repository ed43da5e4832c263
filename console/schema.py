"""All records in one metadata, and the migrations that make it."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from console import numbering
from console.audit import records as audit
from console.authorisations import records as authorisations
from console.carriers import records as carriers
from console.chores import records as chores
from console.credentials import records as credentials
from console.database import Base, existing, keep_private
from console.drills import records as drills
from console.duty import records as duty
from console.files import records as files
from console.incidents import records as incidents
from console.kernel.errors import Misconfigured
from console.notices import records as notices
from console.people import records as people
from console.press import records as press
from console.publishing import records as publishing
from console.release_templates import records as release_templates
from console.releases import records as releases
from console.settings import HOME

if TYPE_CHECKING:
    from alembic.config import Config

ROOMS = (
    numbering, audit, people, files, notices, carriers, press, chores, credentials, duty, incidents,
    release_templates, publishing, authorisations, releases, drills,
)  # fmt: skip
metadata = Base.metadata


def alembic_config(url: str) -> "Config":
    from alembic.config import Config  # only who migrates needs it; it is large

    config = Config()
    config.set_main_option("script_location", str(Path(HOME / "migrations")))
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at ``url`` to ``revision``."""
    from alembic import command
    from sqlalchemy.engine import make_url

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        keep_private(Path(parsed.database))
    command.upgrade(alembic_config(url), revision)


def revision() -> str:
    """Of the schema that this program knows."""
    return (HOME / "migrations" / "HEAD").read_text(encoding="utf-8").strip()


def check(url: str) -> None:
    """Raises Misconfigured where no database is at ``url``, or one of another version."""
    database = existing(url, "alembic_version")
    with database.look() as connection:
        found = connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
    database.close()
    if found != revision():
        code = "config.database_older" if found < revision() else "config.database_newer"
        shown = database.url.render_as_string(hide_password=True)
        raise Misconfigured(code, url=shown, found=found, wanted=revision())
