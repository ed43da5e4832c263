"""Two dispatchers started by mistake on one database, as real processes: nothing goes twice, and a
hold stops both within a second."""

from collections import Counter
from pathlib import Path

import feedparser
import pytest
from sqlalchemy import func, select

from console import audit
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.states import OUT, Outcome
from tests.clustered import clustered, eventually, held_at_work, lift

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

HASTY = "\n[dispatch]\nlease_seconds = 20\nbatch = 2\n\n[outside]\nlook = false\n"


def test_two_dispatchers_on_one_database_do_no_harm(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'fayan.sqlite3'}"
    (tmp_path / "var").mkdir()
    with clustered(tmp_path, url, HASTY, "embedded") as house:
        house.hire()
        house.hire()
        eventually((house.settings.public_tree / "feed.xml").exists)
        lift(house, held_at_work(house, [f"两个进程第{place}号" for place in range(8)]))

        def done() -> bool:
            with house.wired.database.snapshot() as tx:
                left = Delivery.channel.in_(("website", "feeds", "weibo"))
                return not tx.scalar(select(func.count()).where(left, Delivery.state.not_in(OUT)))

        eventually(done)
        with house.wired.database.snapshot() as tx:
            sent = select(Attempt.delivery_id).where(Attempt.outcome == Outcome.SENT)
            opened = Counter(tx.scalars(sent))
            assert audit.verify(tx).broken is None
        assert set(opened.values()) == {1}
        posts = Counter(each.text for each in house.posts.everything())
        assert len(posts) == 8
        assert set(posts.values()) == {1}
        feed = feedparser.parse((house.settings.public_tree / "feed.xml").read_bytes())
        assert len(feed.entries) == 8
