"""Port ``Archive``: everything that was ever public, for writing the whole site again."""

from collections.abc import Sequence
from typing import Protocol

from console.publishing.rules.shelf import ShelfItem


class Archive(Protocol):
    def numbers(self) -> Sequence[str]:
        """Of every release that readers have or had, the oldest first."""

    def any_of(self, numbers: Sequence[str]) -> Sequence[ShelfItem]:
        """In the order given, withdrawn ones included; one that is not there is left out."""

    def incident_numbers(self) -> Sequence[str]:
        """Of every incident with a page, the oldest first."""
