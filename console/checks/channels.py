"""What each channel takes. A platform refuses what is longer, so these stop submission."""

from collections.abc import Iterator

from console.checks.findings import Context, Draft, Finding, Severity
from console.checks.marking import mark
from console.kernel.lengths import weibo_length


def lengths(draft: Draft, context: Context) -> Iterator[Finding]:
    most = context.limits
    for code, part, text, limit in (
        ("channel.title_length", "title", draft.title, most.title),
        ("channel.title_length", "list_title", draft.list_title, most.list_title),
        ("channel.content_size", "text", draft.text, most.body),
        ("channel.wechat_title", "wechat_title", draft.wechat_title, most.wechat_title),
        ("channel.wechat_digest", "wechat_digest", draft.wechat_digest, most.wechat_digest),
        ("channel.content_size", "wechat_text", draft.wechat_text, most.wechat_content),
    ):
        if len(text) > limit:
            yield _too_long(code, part, text, len(text), limit, limit)


def weibo(draft: Draft, context: Context) -> Iterator[Finding]:
    limit, text = context.limits.weibo, draft.weibo
    length = weibo_length(text)
    if length > limit:
        yield _too_long("channel.weibo_length", "weibo", text, length, limit, _fits(text, limit))


def wechat_title(draft: Draft, context: Context) -> Iterator[Finding]:
    """Without a title of its own, WeChat shows the beginning of ours."""
    limit = context.limits.wechat_title
    if draft.title and not draft.wechat_title and len(draft.title) > limit:
        yield mark(
            "channel.wechat_title",
            Severity.NOTE,
            "title",
            draft.title,
            (limit - 1, len(draft.title)),
            sentence="cut",
            most=limit,
        )


def _fits(text: str, limit: int) -> int:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if weibo_length(text[:middle]) <= limit else (low, middle - 1)
    return low


def _too_long(code: str, part: str, text: str, length: int, most: int, fits: int) -> Finding:
    span = (min(fits, len(text) - 1), len(text))
    over = length - most
    return mark(code, Severity.BLOCK, part, text, span, length=length, most=most, over=over)
