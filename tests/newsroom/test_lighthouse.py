"""Lighthouse gives every page at least 95 in every category."""

from collections.abc import Iterator

import pytest

from tests.newsroom.lighthouse import PAGES, report, served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
CATEGORIES = {"performance", "accessibility", "best-practices", "seo"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("lighthouse")) as made:
        yield made


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_is_fast_usable_and_sound(address: str, path: str) -> None:
    """A busy machine makes a page slower, never faster: three tries, the first good one counts."""
    for _ in range(3):
        scores, failed = report(address + path)
        assert set(scores) >= CATEGORIES
        if min(scores.values()) >= 95:
            return
    pytest.fail(f"{scores} {failed}")
