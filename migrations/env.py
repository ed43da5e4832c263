"""Alembic's way in: the URL comes from the caller (``fayan migrate``, tests) or from settings."""

from alembic import context
from sqlalchemy import create_engine

from console import schema, settings
from console.database import UtcDateTime


def render(kind: str, item: object, _context: object) -> str | bool:
    """Our own column types are written as what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    url = context.config.attributes.get("url") or settings.load().database_url
    engine = create_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=schema.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
