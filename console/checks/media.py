"""Attached pictures: words for those who cannot see them, and nothing hidden inside."""

from collections.abc import Iterator

from console.checks.findings import Context, Draft, Finding, Severity


def pictures(draft: Draft, context: Context) -> Iterator[Finding]:
    del context
    for picture in draft.pictures:
        image = picture.media_type.startswith("image/")
        if image and not picture.alt.strip():
            yield _of("media.alt_missing", picture.name)
        if picture.metadata:
            yield _of("media.metadata", picture.name)


def _of(code: str, name: str) -> Finding:
    return Finding(
        code, Severity.WARN, 0, 0, name, "attachments", parameters={"excerpt": name, "name": name}
    )
