"""Making a finding about a passage."""

from console.checks.findings import Finding, Severity
from console.kernel.errors import Parameter


def mark(
    code: str,
    severity: Severity,
    part: str,
    said: str,
    span: tuple[int, int],
    *,
    sentence: str = "",
    fix: str | None = None,
    **parameters: Parameter,
) -> Finding:
    """``said``: the whole text of ``part``. The sentence may always name its excerpt."""
    start, end = span
    excerpt = said[start:end]
    return Finding(
        code,
        severity,
        start,
        end,
        excerpt,
        part,
        f"{code}_{sentence}" if sentence else "",
        {"excerpt": excerpt, **parameters},
        fix,
    )
