"""What signers say, and what becomes of it."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from console import audit
from console.audit.records import AuditEvent
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou, Stale
from console.kernel.ids import new_id
from console.releases import queries, service
from console.releases.queries import Said
from console.releases.rules.body import from_input
from console.releases.rules.workflow import Stage
from tests.builders import Desk
from tests.fakes import FixedClock

SECOND = "民警已到场处置，后续情况将及时通报。"


class Review:
    """A release in review, and the verbs of those who look at it."""

    def __init__(self, desk: Desk, clock: FixedClock) -> None:
        self.desk, self.clock = desk, clock
        self.id = desk.draft(clock.now())
        self.digest = desk.submit(clock.now(), self.id)

    def said(self, by: str = "spokesperson") -> Said:
        with self.desk.database.snapshot() as tx:
            return queries.said(tx, self.id, self.desk.people[by])

    def comment(self, by: str, text: str, *, place: int = 1, quote: str = "") -> UUID:
        with self.desk.database.transaction() as tx:
            return service.comment(
                tx, self.clock.now(), self.desk.people[by], self.desk.policy, release_id=self.id,
                seen=self.digest, place=place, text=text, quote=quote,
            )  # fmt: skip

    def note(self, by: str, text: str) -> UUID:
        with self.desk.database.transaction() as tx:
            return service.note(
                tx, self.clock.now(), self.desk.people[by], self.desk.policy,
                release_id=self.id, text=text,
            )  # fmt: skip

    def propose(self, by: str, text: str, place: int = 1) -> UUID:
        with self.desk.database.transaction() as tx:
            return service.propose(
                tx, self.clock.now(), self.desk.people[by], release_id=self.id, seen=self.digest,
                place=place, text=text,
            )  # fmt: skip

    def accept(self, proposal: UUID, by: str = "spokesperson") -> Stage:
        with self.desk.database.transaction() as tx:
            return service.accept(
                tx, self.clock.now(), self.desk.people[by], self.desk.policy, release_id=self.id,
                proposal_id=proposal,
            )  # fmt: skip

    def decline(self, proposal: UUID, by: str = "spokesperson") -> None:
        with self.desk.database.transaction() as tx:
            service.decline(
                tx, self.clock.now(), self.desk.people[by], release_id=self.id,
                proposal_id=proposal,
            )  # fmt: skip

    def send_back(self, by: str, comment: str = "") -> None:
        with self.desk.database.transaction() as tx:
            service.send_back(
                tx, self.clock.now(), self.desk.people[by], self.desk.policy, release_id=self.id,
                seen=self.digest, comment=comment,
            )  # fmt: skip


@pytest.fixture
def review(desk: Desk, clock: FixedClock) -> Review:
    return Review(desk, clock)


def test_comments_are_anchored_and_sent_back_without_another_word(review: Review) -> None:
    first = review.comment("unit-head", "写清到场时间", quote="到场处置")
    assert review.comment("unit-head", "写清到场时间", quote="到场处置") == first  # pressed twice
    review.send_back("unit-head")
    assert review.desk.see(review.id).row.stage is Stage.DRAFT
    found = review.said().comments
    assert [(each.quote, each.paragraph, each.block) for each in found] == [("到场处置", 2, 1)]
    review.desk.write(
        review.clock.now(), review.id, body=from_input(f"另有一段。\n情况如下。\n{SECOND}")
    )
    assert review.said().comments[0].paragraph == 3
    review.desk.write(review.clock.now(), review.id, body=from_input("全部重写。"))
    assert review.said().comments[0].paragraph is None


def test_sending_back_without_any_word_is_refused(review: Review) -> None:
    with pytest.raises(Invalid, match=r"remark\.missing"):
        review.send_back("unit-head")


def test_only_whose_turn_it_is_comments_and_only_on_the_words_seen(review: Review) -> None:
    for name in ("spokesperson", "leader", "auditor"):
        with pytest.raises(NotYou):
            review.comment(name, "意见")
    review.digest = "0" * 64
    with pytest.raises(Stale):
        review.comment("unit-head", "意见")


def test_a_comment_is_marked_done_by_who_drafts_and_only_on_its_release(review: Review) -> None:
    comment, other = review.comment("unit-head", "改"), Review(review.desk, review.clock)
    people, at = review.desk.people, review.clock.now()

    def done(by: str, release_id: UUID, comment_id: UUID) -> None:
        with review.desk.database.transaction() as tx:
            service.done(tx, at, people[by], release_id=release_id, comment_id=comment_id)

    with pytest.raises(NotYou):
        done("unit-head", review.id, comment)
    for strange in (comment, new_id()):
        with pytest.raises(NotThere):
            done("spokesperson", other.id, strange)
    done("spokesperson", review.id, comment)
    done("editor", review.id, comment)
    assert review.said().open_comments == ()


def test_notes_are_between_signers_and_never_seen_by_an_author(review: Review) -> None:
    review.note("unit-head", "此处口径请法制再看")
    review.note("unit-head", "此处口径请法制再看")
    review.note("leader", "同意")
    for name in ("secrecy", "leader", "deputy"):
        notes = review.said(name).notes
        assert notes is not None
        assert [each.text for each in notes] == ["此处口径请法制再看", "同意"]
    for name in ("spokesperson", "editor", "auditor", "admin"):
        assert review.said(name).notes is None
    with pytest.raises(NotYou):
        review.note("spokesperson", "我也看看")
    assert "口径请法制" not in str(review.desk.see(review.id).package)


def test_the_audit_of_a_note_has_its_hash_and_the_row_stays_as_it_is(review: Review) -> None:
    review.note("unit-head", "不公开的话")
    with review.desk.database.snapshot() as tx:
        event = tx.query(AuditEvent).filter_by(name=audit.Event.REVIEW_NOTED.value).one()
        assert "不公开" not in event.details
        assert len(json.loads(event.details)["text"]) == 64
    for change in ("UPDATE review_notes SET text = 'x'", "DELETE FROM review_notes"):
        with pytest.raises(DBAPIError), review.desk.database.transaction() as tx:
            tx.execute(sql(change))


def test_accepted_wording_is_the_drafters_and_takes_the_signatures(review: Review) -> None:
    desk, clock = review.desk, review.clock
    desk.sign(clock.now(), review.id, review.digest, "unit-head")
    proposal = review.propose("secrecy", "民警已到场处置，情况将适时通报。")
    clock.at += timedelta(minutes=1)
    assert review.accept(proposal) is Stage.IN_REVIEW
    assert review.accept(proposal) is Stage.DRAFT  # pressed twice: nothing more
    view = desk.see(review.id)
    assert view.row.stage is Stage.DRAFT
    assert view.content.text.endswith("情况将适时通报。")
    assert view.revision == 2
    assert [each.person_name for each in view.fallen] == ["某unit-head"]
    assert desk.people["secrecy"].id not in view.authors
    digest = desk.submit(clock.now(), review.id)
    desk.sign_all(clock.now(), review.id, digest)
    assert desk.see(review.id).row.stage is Stage.SCHEDULED


def test_wording_for_a_passage_that_moved_on_is_refused_with_both_kept(review: Review) -> None:
    proposal = review.propose("unit-head", "民警已到场处置，情况将适时通报。")
    review.send_back("unit-head", "请改")
    review.desk.write(review.clock.now(), review.id, body=from_input("已改。\n另写一段。"))
    with pytest.raises(Stale, match="moved_on"):
        review.accept(proposal)
    (view,) = review.said().proposals
    assert view.moved
    assert (view.old, view.new, view.now) == (
        SECOND,
        "民警已到场处置，情况将适时通报。",
        "另写一段。",
    )
    review.decline(proposal)
    review.decline(proposal)
    with pytest.raises(NotNow, match="decided"):
        review.accept(proposal)


def test_nobody_accepts_their_own_wording_nor_without_drafting(review: Review) -> None:
    proposal = review.propose("unit-head", "另一种写法。")
    assert review.propose("unit-head", "再一种写法。") == proposal  # the newer takes its place
    for name in ("unit-head", "leader", "auditor"):
        with pytest.raises(NotYou):
            review.accept(proposal, name)
    with pytest.raises(NotThere):
        review.accept(new_id())


def test_after_the_last_signature_wording_is_no_longer_accepted(review: Review) -> None:
    proposal = review.propose("unit-head", "另一种写法。")
    review.desk.sign_all(review.clock.now(), review.id, review.digest)
    with pytest.raises(NotNow, match=r"proposal\.not_now"):
        review.accept(proposal)
