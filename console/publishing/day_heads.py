"""The audit's daily heads, laid where anybody can keep them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from console.chores import leases
from console.database import Database
from console.kernel.errors import NotNow
from console.publishing.batch import TREE
from console.publishing.rules.shelf import Page, PublicTree

LEASE: Final = timedelta(seconds=30)


def publish_heads(
    database: Database, at: datetime, holder: str, tree: PublicTree, pages: Sequence[Page]
) -> None:
    """Once a day there is something to write. Raises NotNow while another writer has the tree:
    the chore comes again in some seconds."""
    if all(tree.read(page.path) == page.body for page in pages):
        return
    with database.transaction() as tx:
        tenure = leases.acquire(tx, at, TREE, holder, LEASE)
    if tenure is None:
        raise NotNow("delivery.lease_lost")
    for page in pages:
        tree.write(page.path, page.body)
    with database.transaction() as tx:
        leases.release(tx, at, tenure)
