"""The demonstration's accounts and samples: real services, real SQLite, a real public tree."""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from console import audit
from console.database import Database
from console.demo.accounts import password
from console.demo.cast import CAST
from console.demo.seed import seed as really_seed
from console.kernel.errors import Misconfigured
from console.people import queries as people
from console.people.passwords import Passwords
from console.people.records import Person
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.people.service import revoke_role
from console.rehearsal.ledger import Ledger
from console.release_templates import queries as templates
from console.release_templates import service as template_service
from console.releases.queries import Filters, listing
from console.releases.records import Release
from console.releases.rules.workflow import Stage
from console.settings import Settings
from console.wiring import Wired, wire
from tests.fakes import FixedClock

ROLES = {
    "spokesperson": "spokesperson", "editor": "editor", "unit-head": "unit_head",
    "secrecy": "secrecy_reviewer", "legal": "legal_reviewer", "leader": "bureau_leader",
    "leader-2": "bureau_leader", "deputy": "deputy", "commander": "scene_commander",
    "media-reception": "media_reception", "auditor": "auditor", "admin": "administrator",
    "admin-2": "administrator",
}  # fmt: skip


def quick() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def seed(house: Wired) -> None:
    really_seed(house, quick)


@pytest.fixture
def house(settings: Settings, seeded: Path, clock: FixedClock) -> Iterator[Wired]:
    """After the first start; ``seed`` is a later one."""
    shutil.copytree(seeded, settings.var)
    made = wire(settings, clock)
    yield made
    made.database.close()


def hashes(database: Database) -> dict[str, str]:
    with database.snapshot() as tx:
        return {each.username: each.password_hash for each in tx.scalars(select(Person))}


def releases(database: Database) -> int:
    with database.snapshot() as tx:
        return tx.scalar(select(func.count()).select_from(Release)) or 0


def test_everyone_is_there_with_the_one_role_that_the_design_names(house: Wired) -> None:
    seed(house)
    with house.database.snapshot() as tx:
        held = {
            each.card.username: {role.role.value for role in each.roles}
            for each in people.people(tx)
        }
    assert held == {name: {role} for name, role in ROLES.items()}


def test_the_password_is_made_once_and_kept_for_its_owner_only(house: Wired) -> None:
    seed(house)
    kept = house.settings.var / "demo-password"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE((house.settings.var / "demo-accounts.json").stat().st_mode) == 0o600
    checked = quick()
    assert all(
        checked.fits(password(house.settings), each) for each in hashes(house.database).values()
    )


def test_a_second_start_keeps_everything_and_hashes_nothing(house: Wired) -> None:
    seed(house)
    before, count = hashes(house.database), releases(house.database)
    with house.database.snapshot() as tx:
        events = audit.verify(tx).count

    def never() -> Passwords:
        raise AssertionError("nothing changed, and yet something is hashed")

    really_seed(house, never)
    assert (hashes(house.database), releases(house.database)) == (before, count)
    with house.database.snapshot() as tx:
        assert audit.verify(tx).count == events


def test_a_password_from_the_environment_resets_every_account(house: Wired) -> None:
    seed(house)
    changed = replace_password(house, "a password of the visitor")
    seed(changed)
    checked = quick()
    assert all(
        checked.fits("a password of the visitor", each) for each in hashes(house.database).values()
    )


def test_one_account_with_another_password_is_reset_alone(house: Wired) -> None:
    seed(house)
    before = hashes(house.database)
    with house.database.transaction() as tx:
        found = tx.scalars(select(Person).where(Person.username == "editor")).one()
        found.password_hash = quick().hash("something else")
    seed(house)
    after = hashes(house.database)
    assert {name for name in ROLES if after[name] != before[name]} == {"editor"}
    assert quick().fits(password(house.settings), after["editor"])


def test_a_role_that_a_visitor_took_away_comes_back(house: Wired) -> None:
    seed(house)
    with house.database.transaction() as tx:
        admin, leader = (people.card_of_username(tx, name) for name in ("admin", "leader"))
        assert admin
        assert leader
        actor: Actor = people.actor(tx, admin.id)
        revoke_role(tx, house.clock.now(), actor, leader.id, Role.BUREAU_LEADER)
        tx.scalars(select(Person).where(Person.username == "deputy")).one().active = False
    seed(house)
    with house.database.snapshot() as tx:
        assert people.roles_of(tx, leader.id) == {Role.BUREAU_LEADER}
        deputy = people.card_of_username(tx, "deputy")
        assert deputy
        assert people.actor(tx, deputy.id).name == "蒋雨桐"


def test_the_newsroom_is_not_empty_and_its_days_differ(house: Wired) -> None:
    seed(house)
    tree = house.settings.public_tree
    home = (tree / "index.html").read_text(encoding="utf-8")
    feed = (tree / "feed.xml").read_text(encoding="utf-8")
    for title in ("警方提示：快递理赔莫轻信", "打击治理电信网络诈骗新闻发布会实录摘要"):
        assert title in home
        assert title in feed
    with house.database.snapshot() as tx:
        found = listing(tx, Filters()).rows
    out = [row for row in found if row.published_at]
    assert len(out) == 7
    assert len({row.published_at.date() for row in out if row.published_at}) == 7
    assert len({row.column for row in out}) >= 5
    assert all(row.published_at < house.clock.now() for row in out if row.published_at)


def test_there_is_a_draft_one_in_review_and_one_post_left_to_do(house: Wired) -> None:
    from console.publishing.queries import handover_queue

    seed(house)
    with house.database.snapshot() as tx:
        stages = [row.stage for row in listing(tx, Filters()).rows]
        reception = people.card_of_username(tx, "media-reception")
        assert reception
        actor = people.actor(tx, reception.id)
        waiting = handover_queue(tx, actor, house.policy.accounts)
    assert stages.count(Stage.DRAFT) == 1
    assert stages.count(Stage.IN_REVIEW) == 1
    assert [(row.channel, row.state.value) for row in waiting] == [("wechat", "handed_over")]


def test_past_posts_stand_on_the_stand_ins_under_the_links_that_were_confirmed(
    house: Wired,
) -> None:
    seed(house)
    posts = Ledger(house.settings.var / "rehearsal").everything()
    assert {post.platform for post in posts} == {"weibo", "wechat"}
    assert len(posts) == 11  # six on both, one on neither yet on WeChat only


def test_the_audit_chain_of_the_samples_holds(house: Wired) -> None:
    seed(house)
    with house.database.snapshot() as tx:
        assert audit.verify(tx).broken is None


def test_nobody_of_the_cast_signed_words_of_their_own(house: Wired) -> None:
    assert {member.username for member in CAST} == set(ROLES)


@pytest.mark.parametrize("change", ["off", "outward", "behind a proxy"])
def test_it_refuses_where_no_demonstration_may_be(
    settings: Settings, database: Database, clock: FixedClock, change: str
) -> None:
    house = wire(settings, clock)
    config = house.settings.config
    settings = {
        "off": replace_config(house.settings, demonstration=False),
        "outward": house.settings.__class__(
            **{name: getattr(house.settings, name) for name in house.settings.__struct_fields__}
            | {"host": "0.0.0.0"}  # noqa: S104 - that is what must be refused
        ),
        "behind a proxy": replace_config(house.settings, behind_proxy=True),
    }[change]
    assert config.demonstration.enabled
    with pytest.raises(Misconfigured):
        seed(replace(house, settings=settings))
    assert hashes(house.database) == {}


def replace_password(house: Wired, wanted: str) -> Wired:
    import msgspec

    return replace(house, settings=msgspec.structs.replace(house.settings, demo_password=wanted))


def replace_config(
    settings: Settings, *, demonstration: bool = True, behind_proxy: bool = False
) -> Settings:
    from msgspec.structs import replace as changed

    config = settings.config
    return changed(
        settings,
        config=changed(
            config,
            demonstration=changed(config.demonstration, enabled=demonstration),
            console=changed(config.console, behind_proxy=behind_proxy),
        ),
    )


def test_one_holding_statement_is_cleared_and_one_that_was_withdrawn_stays_withdrawn(
    house: Wired,
) -> None:
    now = house.clock.now()
    with house.database.transaction() as tx:
        found = templates.cleared(tx, now, "accident_disaster")
        assert found is not None
        assert {each.proof for each in found.signatures} == {"demonstration"}
        by = people.card_of_username(tx, "legal")
        assert by is not None
        legal = people.actor(tx, by.id)
        template_service.end(tx, now, legal, clearance_id=found.id, reason="措辞过时")
    seed(house)
    with house.database.snapshot() as tx:
        assert templates.cleared(tx, now, "accident_disaster") is None
