"""Makes the index what the shelf is: after a failure, a lost file, or the first start."""

from typing import Final

from console.newsroom.search.index import SearchIndex
from console.newsroom.words import utc_second
from console.publishing.rules.shelf import Shelf

AT_ONCE: Final = 200  # releases in one transaction: a publication never waits long for its turn


def catch_up(shelf: Shelf, index: SearchIndex) -> int:
    """How many were put in or taken out."""
    wanted = {number: utc_second(changed) for number, changed in shelf.stamps().items()}
    known = index.known()
    gone = [number for number in known if number not in wanted]
    late = [number for number, changed in wanted.items() if known.get(number) != changed]
    if gone:
        index.take_out(gone)
    for start in range(0, len(late), AT_ONCE):
        index.put(shelf.several(late[start : start + AT_ONCE]))
    return len(gone) + len(late)
