"""What the configuration says about releases, in the rules' own types."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from console.kernel.errors import Misconfigured
from console.people.rules.roles import Role
from console.publishing.rules.channel import Account
from console.publishing.rules.plan import IfLate, Plan, PlannedStage, Precondition
from console.publishing.rules.plan import check as check_plan
from console.releases.rules.content import Limits
from console.releases.rules.kinds import Kind
from console.releases.rules.signing import Chain, check_chains
from console.settings import Settings

OWN_CHANNELS = ("website", "feeds")


@dataclass(frozen=True, slots=True)
class ReleasePolicy:
    zone: ZoneInfo
    issuer: str
    issuer_code: str
    public_url: str
    limits: Limits
    columns: frozenset[str]
    chains: tuple[Chain, ...]
    plan: Plan
    accounts: dict[str, Account]  # by channel
    revision_age: timedelta
    expires_days: int
    longest_remark: int

    def page_url(self, number: str) -> str:
        return f"{self.public_url}/releases/{number}/"


def from_settings(settings: Settings) -> ReleasePolicy:
    """Raises Misconfigured when chains or plan break an invariant."""
    config = settings.config
    try:
        chains = tuple(
            Chain(
                name=chain.name,
                title=chain.title,
                steps=tuple(Role(step) for step in chain.steps),
                kinds=frozenset(Kind(kind) for kind in chain.kinds),
                columns=frozenset(chain.columns),
            )
            for chain in config.chains
        )
    except ValueError as error:
        raise Misconfigured("chain.unknown_word", reason=str(error)) from error
    check_chains(chains)
    accounts = {channel: Account(channel) for channel in OWN_CHANNELS} | {
        entry.channel: Account(entry.channel, entry.name, entry.title, entry.link_pattern)
        for entry in config.accounts
    }
    plan = Plan(
        tuple(
            PlannedStage(
                channels=stage.channels,
                after=timedelta(seconds=stage.after_seconds),
                precondition=Precondition(stage.precondition),
                or_after=timedelta(minutes=stage.or_after_minutes),
                late=timedelta(minutes=stage.late_minutes),
                if_late=IfLate(stage.if_late),
            )
            for stage in config.plan
        )
    )
    check_plan(plan, tuple(accounts))
    return ReleasePolicy(
        zone=settings.zone,
        issuer=config.bureau.name,
        issuer_code=config.bureau.issuer_code,
        public_url=settings.public_url,
        limits=Limits(
            title=config.content.title_characters,
            list_title=config.content.list_title_characters,
            body=config.content.body_characters,
            wechat_title=config.content.wechat_title,
            wechat_digest=config.content.wechat_digest,
            weibo=config.content.weibo_length,
            wechat_content=config.content.wechat_content,
        ),
        columns=frozenset(settings.columns),
        chains=chains,
        plan=plan,
        accounts=accounts,
        revision_age=timedelta(minutes=config.content.revision_minutes),
        expires_days=config.dispatch.expires_days,
        longest_remark=config.content.remark_characters,
    )
