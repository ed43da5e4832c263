"""``write_all`` for a tree that writes one page after the other."""

from collections.abc import Callable, Iterable

from console.publishing.rules.shelf import Part


def one_by_one(
    write: Callable[[str, bytes], bool], parts: Iterable[Part], still: Callable[[], None]
) -> list[Exception | None]:
    outcomes: list[Exception | None] = []
    for part in parts:
        try:
            part.leave()
            for page in part.pages:
                still()
                write(page.path, page.body)
        except Exception as error:  # noqa: BLE001 - it belongs to this part
            outcomes.append(error)
        else:
            outcomes.append(None)
    return outcomes
