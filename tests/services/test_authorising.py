"""授权: given, relied on, revoked, over; and what nobody gets by it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from console.audit import Event
from console.audit.records import AuditEvent
from console.authorisations import queries, service
from console.authorisations.policy import AuthorisationPolicy, from_settings
from console.authorisations.records import Authorisation
from console.authorisations.rules.giving import Wanted, up_to
from console.incidents.records import Incident
from console.incidents.rules.levels import Level
from console.kernel.errors import Invalid, NotYou
from console.people.rules.granted import Scope
from console.people.rules.roles import Role
from console.people.service import assign_role, revoke_role
from console.publishing.records import Delivery
from console.releases.records import Release, Signature
from console.releases.service import ReleaseWarrant, send_back
from console.releases.standing import acting, standing
from console.settings import Settings
from tests.builders import Desk, without_trigger
from tests.cleared import opened_incident
from tests.fakes import FixedClock

HOUR = timedelta(hours=1)
KEPT = "keep what was given"


@pytest.fixture
def policy(settings: Settings) -> AuthorisationPolicy:
    return from_settings(settings)


class Office:
    """The desk, and who authorises whom there."""

    def __init__(self, desk: Desk, policy: AuthorisationPolicy, clock: FixedClock) -> None:
        self.desk, self.policy, self.clock = desk, policy, clock

    def give(self, by: str, to: str, role: Role = Role.BUREAU_LEADER, **wanted: object) -> UUID:
        at = self.clock.now()
        asked = Wanted(
            role=role, person_id=self.desk.people[to].id,
            scope=wanted.pop("scope", Scope()),  # type: ignore[arg-type] # fields by name, of any kind
            starts_at=at, ends_at=wanted.pop("ends_at", at + HOUR), **wanted,  # type: ignore[arg-type] # fields by name, of any kind
        )  # fmt: skip
        with self.desk.database.transaction() as tx:
            return service.give(
                tx, at, self.desk.people[by], self.policy, self.desk.policy, asked,
                reason="领导外出", proof=self.desk.proof(by, at),
            )  # fmt: skip

    def revoke(self, by: str, authorisation_id: UUID) -> None:
        with self.desk.database.transaction() as tx:
            service.revoke(tx, self.clock.now(), self.desk.people[by], authorisation_id)

    def see(self, authorisation_id: UUID) -> queries.AuthorisationView:
        with self.desk.database.snapshot() as tx:
            return queries.one(tx, self.clock.now(), authorisation_id)

    def waiting(self, **draft: object) -> tuple[UUID, str]:
        """A release at its last step, the leader's."""
        release_id = self.desk.draft(self.clock.now(), **draft)  # type: ignore[arg-type] # fields by name, of any kind
        digest = self.desk.submit(self.clock.now(), release_id)
        for by in ("unit-head", "secrecy"):
            self.desk.sign(self.clock.now(), release_id, digest, by)
        return release_id, digest

    def sign(self, release_id: UUID, digest: str, by: str = "deputy") -> bool:
        return self.desk.sign(self.clock.now(), release_id, digest, by)


@pytest.fixture
def office(desk: Desk, policy: AuthorisationPolicy, clock: FixedClock) -> Office:
    return Office(desk, policy, clock)


def test_a_deputy_signs_on_an_authorisation_and_the_signature_names_it(office: Office) -> None:
    made = office.give("leader", "deputy")
    release_id, digest = office.waiting()
    assert office.sign(release_id, digest)
    number = office.see(made).number
    last = office.desk.see(release_id).chain[-1]
    assert (last.signed_by, last.authorisation) == ("某deputy", number)
    with office.desk.database.snapshot() as tx:
        said = tx.scalars(select(AuditEvent).where(AuditEvent.name == Event.SIGNED)).all()
        assert f'"authorisation":"{number}"' in said[-1].details
        assert tx.query(Signature).filter_by(step=0).one().authorisation == "role"
        delivery = tx.query(Delivery).first()
        assert ReleaseWarrant(office.desk.policy).refusal(tx, delivery, office.clock.now()) is None


def test_without_one_the_deputy_waits_for_their_own_step(office: Office) -> None:
    release_id, digest = office.waiting()
    with pytest.raises(NotYou, match="not_your_step"):
        office.sign(release_id, digest)


def test_it_counts_up_to_its_last_second_and_not_at_its_end(office: Office) -> None:
    ends_at = office.clock.now() + HOUR
    office.give("leader", "deputy", ends_at=ends_at)
    one, other = office.waiting(), office.waiting()
    office.clock.at = ends_at - timedelta(microseconds=1)
    office.sign(*one)
    office.clock.at = ends_at
    with pytest.raises(NotYou, match="has_ended"):
        office.sign(*other)
    with office.desk.database.snapshot() as tx:  # decided once: what was signed stays signed
        delivery = tx.query(Delivery).first()
        late = ends_at + HOUR
        assert ReleaseWarrant(office.desk.policy).refusal(tx, delivery, late) is None


def test_revoked_between_opening_the_page_and_signing_it_is_refused_with_its_number(
    office: Office,
) -> None:
    made = office.give("leader", "deputy")
    release_id, digest = office.waiting()
    office.revoke("leader", made)
    with pytest.raises(NotYou, match="was_revoked") as refused:
        office.sign(release_id, digest)
    assert refused.value.parameters == {"number": office.see(made).number}
    office.revoke("leader", made)  # twice is once


def test_what_was_signed_before_it_was_revoked_goes_out(office: Office) -> None:
    made = office.give("leader", "deputy")
    office.sign(*office.waiting())
    office.revoke("leader", made)  # in the same second
    with office.desk.database.snapshot() as tx:
        delivery = tx.query(Delivery).first()
        assert ReleaseWarrant(office.desk.policy).refusal(tx, delivery, office.clock.now()) is None


def test_outside_its_scope_it_opens_nothing(office: Office) -> None:
    incident_id = opened_incident(office.desk, office.clock)
    office.give("leader", "deputy", scope=Scope(column="advice"))
    office.give("leader", "deputy", scope=Scope(incident_id))
    with pytest.raises(NotYou, match="not_for_this"):
        office.sign(*office.waiting())


def test_a_level_that_rises_leaves_an_authorisation_behind(office: Office) -> None:
    incident_id = opened_incident(office.desk, office.clock)
    with office.desk.database.transaction() as tx:
        tx.execute(update(Incident).values(level=Level.GENERAL))
    office.give("leader", "deputy", scope=Scope(levels=up_to(Level.GENERAL)))
    release_id, digest = office.waiting(incident_id=incident_id)
    with office.desk.database.transaction() as tx:
        tx.execute(update(Incident).values(level=Level.SERIOUS))
    with pytest.raises(NotYou, match="not_for_this"):
        office.sign(release_id, digest)
    with office.desk.database.transaction() as tx:
        tx.execute(update(Incident).values(level=Level.GENERAL))
    assert office.sign(release_id, digest)


def test_on_the_authority_of_an_author_nobody_signs(office: Office) -> None:
    with office.desk.database.transaction() as tx:
        assign_role(
            tx, office.clock.now(), None, office.desk.people["spokesperson"].id, Role.BUREAU_LEADER
        )
    office.give("spokesperson", "deputy")
    with pytest.raises(NotYou, match="from_an_author"):
        office.sign(*office.waiting())


def test_an_author_chooses_no_signer_by_passing_on(office: Office) -> None:
    office.give("leader", "spokesperson", may_pass_on=True)
    office.give("spokesperson", "deputy")
    release_id, digest = office.waiting()
    with pytest.raises(NotYou, match="from_an_author"):
        office.sign(release_id, digest)
    with office.desk.database.snapshot() as tx:
        granted = queries.granted_to(tx, office.clock.now(), office.desk.people["deputy"].id)
        release = tx.get(Release, release_id)
        assert release is not None
        deputy = replace(office.desk.people["deputy"], granted=granted)
        shown = acting(tx, deputy, release, standing(tx, release))
        assert Role.BUREAU_LEADER not in shown.roles


def test_an_author_who_was_authorised_is_still_an_author(office: Office) -> None:
    office.give("leader", "spokesperson")
    with pytest.raises(NotYou, match="author_signs"):
        office.sign(*office.waiting(), by="spokesperson")


def test_who_signed_one_step_signs_no_second_on_an_authorisation(office: Office) -> None:
    office.give("leader", "unit-head")
    release_id, digest = office.waiting()
    assert not office.sign(release_id, digest, by="unit-head")
    assert office.desk.see(release_id).chain[-1].signed_by is None


@pytest.fixture
def both(office: Office) -> Office:
    """The leader heads the unit too: two steps of the chain are theirs."""
    with office.desk.database.transaction() as tx:
        leader = office.desk.people["leader"].id
        assign_role(tx, office.clock.now(), None, leader, Role.UNIT_HEAD)
    return office


def fresh(office: Office) -> tuple[UUID, str]:
    release_id = office.desk.draft(office.clock.now())
    return release_id, office.desk.submit(office.clock.now(), release_id)


def test_one_will_signs_one_step_whichever_signs_first(both: Office) -> None:
    made = both.give("leader", "deputy")
    with both.desk.database.transaction() as tx:
        granted = queries.granted_to(tx, both.clock.now(), both.desk.people["deputy"].id)
    release_id, digest = fresh(both)
    both.sign(release_id, digest, "leader")
    both.sign(release_id, digest, "secrecy")
    with pytest.raises(NotYou, match="from_a_signer") as refused:
        both.sign(release_id, digest)
    assert refused.value.parameters == {"number": both.see(made).number}
    both.desk.people["deputy"] = replace(both.desk.people["deputy"], granted=granted)
    assert not both.desk.see(release_id, "deputy").may_sign
    assert both.sign(release_id, digest, "leader-2")  # another person, as the sentence says

    both.give("leader", "deputy", Role.UNIT_HEAD)
    release_id, digest = fresh(both)
    for by in ("deputy", "secrecy"):
        both.sign(release_id, digest, by)
    with pytest.raises(NotYou, match="authorised_a_signer"):
        both.sign(release_id, digest, "leader")


def test_neither_two_delegates_nor_one_passed_on_carry_one_will(both: Office) -> None:
    both.give("leader", "commander", Role.UNIT_HEAD, may_pass_on=True)
    both.give("commander", "legal", Role.UNIT_HEAD)
    both.give("leader", "deputy")
    release_id, digest = fresh(both)
    both.sign(release_id, digest, "legal")
    both.sign(release_id, digest, "secrecy")
    with pytest.raises(NotYou, match="from_a_signer"):
        both.sign(release_id, digest)


def test_b_signs_beside_a_by_their_post_and_the_warrant_asks_again(both: Office) -> None:
    made = both.give("leader", "deputy", standing=True)
    release_id, digest = fresh(both)
    for by in ("leader", "secrecy"):
        both.sign(release_id, digest, by)
    assert both.sign(release_id, digest)
    with both.desk.database.transaction() as tx:
        delivery = tx.query(Delivery).limit(1).one()
        warrant = ReleaseWarrant(both.desk.policy)
        assert warrant.refusal(tx, delivery, both.clock.now()) is None
        without_trigger(tx, "authorisations_update", "authorisations")
        tx.execute(update(Authorisation).where(Authorisation.id == made).values(standing=False))
        assert warrant.refusal(tx, delivery, both.clock.now()) == "warrant.one_will"


def test_it_falls_with_the_role_that_it_rests_on(office: Office) -> None:
    office.give("leader", "deputy")
    release_id, digest = office.waiting()
    with office.desk.database.transaction() as tx:
        revoke_role(
            tx, office.clock.now(), office.desk.people["admin"],
            office.desk.people["leader"].id, Role.BUREAU_LEADER,
        )  # fmt: skip
    with pytest.raises(NotYou, match="has_no_ground"):
        office.sign(release_id, digest)


@pytest.mark.parametrize(
    ("by", "role"),
    [
        ("unit-head", Role.BUREAU_LEADER),
        ("leader", Role.SECRECY_REVIEWER),
        ("secrecy", Role.SECRECY_REVIEWER),
        ("legal", Role.LEGAL_REVIEWER),
        ("admin", Role.BUREAU_LEADER),
        ("spokesperson", Role.SPOKESPERSON),
    ],
)
def test_nobody_gives_what_they_do_not_hold(office: Office, by: str, role: Role) -> None:
    with pytest.raises(NotYou, match="not_held"):
        office.give(by, "deputy", role)


def test_it_is_passed_on_once_and_no_further(office: Office) -> None:
    given = office.give("leader", "unit-head", may_pass_on=True)
    office.give("unit-head", "deputy")
    with pytest.raises(NotYou, match="passed_on_already"):
        office.give("deputy", "legal")
    release_id = office.desk.draft(office.clock.now())
    digest = office.desk.submit(office.clock.now(), release_id)
    legal = office.desk.people["legal"]
    with office.desk.database.transaction() as tx:
        assign_role(tx, office.clock.now(), None, legal.id, Role.UNIT_HEAD)
    office.sign(release_id, digest, "legal")
    office.sign(release_id, digest, "secrecy")
    office.sign(release_id, digest, "deputy")
    assert office.desk.see(release_id).chain[-1].signed_by == "某deputy"
    office.revoke("leader", given)  # and what was passed on from it falls too
    with office.desk.database.snapshot() as tx:
        found = queries.everyone(tx, office.clock.now())
    assert len(found) == 2
    assert not any(each.holds for each in found)


def test_without_leave_it_is_not_passed_on(office: Office) -> None:
    office.give("leader", "unit-head")
    with pytest.raises(NotYou, match="may_not_pass_on"):
        office.give("unit-head", "deputy")


def test_pressing_twice_gives_one(office: Office) -> None:
    assert office.give("leader", "deputy") == office.give("leader", "deputy")


def test_giving_needs_ones_own_fresh_proof_and_a_reason(office: Office) -> None:
    desk, at = office.desk, office.clock.now()
    asked = Wanted(Role.BUREAU_LEADER, desk.people["deputy"].id, Scope(), at, at + HOUR)

    def give(proof_of: str, when: datetime, reason: str) -> None:
        with desk.database.transaction() as tx:
            service.give(
                tx, at, desk.people["leader"], office.policy, desk.policy, asked,
                reason=reason, proof=desk.proof(proof_of, when),
            )  # fmt: skip

    with pytest.raises(NotYou, match="not_fresh"):
        give("deputy", at, "外出")
    with pytest.raises(NotYou, match="not_fresh"):
        give("leader", at - HOUR, "外出")
    with pytest.raises(Invalid, match="no_reason"):
        give("leader", at, "  ")


def test_a_strangers_hand_does_not_revoke(office: Office) -> None:
    made = office.give("leader", "deputy")
    for by in ("editor", "unit-head", "admin"):
        with pytest.raises(NotYou, match="not_yours"):
            office.revoke(by, made)
    office.revoke("deputy", made)  # gives it back
    assert not office.see(made).holds


def test_a_forged_authorisation_in_a_signature_stops_the_delivery(office: Office) -> None:
    office.give("leader", "deputy")
    office.sign(*office.waiting())
    with office.desk.database.transaction() as tx:
        without_trigger(tx, "signatures_once", "signatures")
        tx.execute(update(Signature).where(Signature.step == 2).values(authorisation="2026-A0099"))
    with office.desk.database.snapshot() as tx:
        delivery = tx.query(Delivery).first()
        refused = ReleaseWarrant(office.desk.policy).refusal(tx, delivery, office.clock.now())
    assert refused == "warrant.authorisation"


def test_the_database_keeps_what_was_given(office: Office) -> None:
    made = office.give("leader", "deputy")
    for statement in (
        "UPDATE authorisations SET ends_at = '2030-01-01'",
        "UPDATE authorisations SET role = 'unit_head'",
        "DELETE FROM authorisations",
    ):
        with pytest.raises(DBAPIError, match=KEPT), office.desk.database.transaction() as tx:
            tx.execute(text(statement))
    office.revoke("leader", made)
    with pytest.raises(DBAPIError, match=KEPT), office.desk.database.transaction() as tx:
        tx.execute(text("UPDATE authorisations SET revoked_at = NULL"))


def test_a_delegate_may_send_back(office: Office) -> None:
    office.give("leader", "deputy")
    release_id, digest = office.waiting()
    with office.desk.database.transaction() as tx:
        send_back(
            tx, office.clock.now(), office.desk.people["deputy"], office.desk.policy,
            release_id=release_id, seen=digest, comment="时间有误",
        )  # fmt: skip
    assert office.desk.see(release_id).row.stage.value == "draft"


def test_a_screen_offers_the_signature_to_who_is_authorised(office: Office) -> None:
    office.give("leader", "deputy")
    release_id, _ = office.waiting()
    desk, at = office.desk, office.clock.now()
    assert not desk.see(release_id, "deputy").may_sign
    with desk.database.snapshot() as tx:
        granted = queries.granted_to(tx, at, desk.people["deputy"].id)
    desk.people["deputy"] = replace(desk.people["deputy"], granted=granted)
    assert desk.see(release_id, "deputy").may_sign
    assert not desk.see(release_id, "legal").may_sign
