"""What the configuration says about releases, in the rules' own types."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import structs

from console.configuration.tables import ChainStep, PlanStage
from console.incidents.rules.levels import Level
from console.kernel.errors import Invalid, Misconfigured, NotYou
from console.people.rules.proof import SECOND_FACTORS, Method, Proof
from console.people.rules.roles import GRANTS, P, Role
from console.publishing.rules.channel import Account
from console.publishing.rules.plan import PORTAL, IfLate, Plan, PlannedStage, Precondition
from console.publishing.rules.plan import check as check_plan
from console.releases.rules.content import Limits
from console.releases.rules.kinds import Kind
from console.releases.rules.scene import CheckItem
from console.releases.rules.signing import Chain, Terms, check_chain, check_chains
from console.settings import Settings, is_loopback

OWN_CHANNELS = ("website", "feeds")
PLAYED = "demonstration"  # the proof of its own people: nobody typed a password
PLATFORMS = ("weibo", "wechat", PORTAL)  # one account each, for now


@dataclass(frozen=True, slots=True)
class Telephone:
    """Of signatures by telephone: for which kinds and levels (none of these: any), how long a call
    lasts, and by when the signer confirms."""

    kinds: frozenset[Kind]
    levels: frozenset[str]
    lasts: timedelta
    confirm_within: timedelta


@dataclass(frozen=True, slots=True)
class PreCleared:
    """Of statements that are cleared beforehand: which roles sign one out, the first that is there;
    how long a clearance counts; which units and roads one may name."""

    signers: tuple[Role, ...]
    longest: timedelta
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OnScene:
    """Of first reports that the commander signs alone: their column, the self-check, and how long
    the review afterwards may be owed."""

    column: str
    items: tuple[CheckItem, ...]
    review_within: timedelta


@dataclass(frozen=True, slots=True)
class Preset:
    """A plan to choose from."""

    name: str
    title: str
    plan: Plan


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
    presets: tuple[Preset, ...]
    portal_only: bool  # the public page is the county portal's; ours is not public
    accounts: dict[str, Account]  # by channel
    revision_age: timedelta
    expires_days: int
    longest_remark: int
    proofs: frozenset[str]  # how a signer may have proved who they are
    proof_lasts: timedelta
    own_numbers: frozenset[str]  # telephone numbers of ours, digits only
    own_mails: frozenset[str]
    hotlines: tuple[str, ...]  # telephones that we publish, as they are printed
    pre_cleared: PreCleared
    on_scene: OnScene
    telephone: Telephone
    facts_last: timedelta  # so long a word counts that they still hold
    stale_after: timedelta  # older figures of an incident under way are called stale

    def require(self, proof: Proof, person_id: UUID, now: datetime, act: str) -> None:
        """Raises NotYou for a kind of proof that is not taken, another person's, one given for
        another act, or a stale one."""
        if proof.method not in self.proofs:
            raise NotYou("proof.not_taken")
        proof.require(person_id, now, self.proof_lasts, act)

    def page_url(self, number: str) -> str:
        return f"{self.public_url}/releases/{number}/"


def from_settings(settings: Settings) -> ReleasePolicy:
    """Raises Misconfigured when chains or plan break an invariant."""
    config = settings.config
    chains, accounts = _chains(settings), _accounts(settings)
    plan = _plan(settings, tuple(accounts))
    by_api = any(e.channel == "weibo" and e.by == "api" for e in config.accounts)
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
            weibo=config.weibo.longest(config.content.weibo_length),
            wechat_content=config.content.wechat_content,
            weibo_link=by_api,
            one_picture=by_api and config.weibo.mode != "article",
        ),
        columns=frozenset(settings.columns),
        chains=chains,
        plan=plan,
        presets=_presets(settings, tuple(accounts)),
        portal_only=_portal_only(settings, plan),
        accounts=accounts,
        revision_age=timedelta(minutes=config.content.revision_minutes),
        expires_days=config.dispatch.expires_days,
        longest_remark=config.content.remark_characters,
        proofs=_proofs(settings),
        proof_lasts=timedelta(seconds=config.signing.proof_seconds),
        own_numbers=_own_numbers(settings),
        hotlines=_hotlines(settings),
        pre_cleared=_pre_cleared(settings),
        on_scene=_on_scene(settings),
        telephone=_telephone(settings),
        own_mails=frozenset({config.site.email} - {""}),
        facts_last=timedelta(hours=config.dispatch.facts_hours),
        stale_after=config.guard.stale_after,
    )


def _portal_only(settings: Settings, plan: Plan) -> bool:
    if settings.config.site.publication != PORTAL:
        return False
    if PORTAL not in plan.stages[0].channels:
        raise settings.misplaced("config.portal_not_first", "site.publication")
    return True


def _proofs(settings: Settings) -> frozenset[str]:
    """A second factor always; a password, and the demonstration's own, only where they are let."""
    config = settings.config
    let = {Method.PASSWORD.value} if config.signing.proof == "password" else set()
    played = {PLAYED} if config.demonstration.enabled else set()
    return frozenset({each.value for each in SECOND_FACTORS} | let | played)


def _own_numbers(settings: Settings) -> frozenset[str]:
    site = settings.config.site
    told = (site.telephone, site.press_telephone, site.press_fax)
    return frozenset(digits for each in told if (digits := re.sub(r"\D", "", each)))


def _hotlines(settings: Settings) -> tuple[str, ...]:
    site = settings.config.site
    return tuple(dict.fromkeys(each for each in (site.press_telephone, site.telephone) if each))


def _pre_cleared(settings: Settings) -> PreCleared:
    told, here = settings.config.pre_cleared, "pre_cleared.signers"
    signers = tuple(_known(settings, Role, each, here) for each in told.signers)
    for role in signers:
        if P.RELEASE_SIGN not in GRANTS[role]:
            raise settings.misplaced(
                "chain.role_cannot_sign", here, chain="pre_cleared", role=role.value
            )
    return PreCleared(signers, timedelta(days=told.longest_days), told.places)


def _on_scene(settings: Settings) -> OnScene:
    told = settings.config.on_scene
    if told.column not in settings.columns:
        raise settings.misplaced("chain.unknown_column", "on_scene.column", column=told.column)
    items = tuple(CheckItem(each.name, each.text) for each in told.self_check)
    if len({each.name for each in items}) != len(items):
        raise settings.misplaced("scene.item_twice", "on_scene.self_check")
    return OnScene(told.column, items, timedelta(hours=told.review_hours))


def _telephone(settings: Settings) -> Telephone:
    told = settings.config.telephone
    return Telephone(
        kinds=frozenset(_known(settings, Kind, each, "telephone.kinds") for each in told.kinds),
        levels=frozenset(
            _known(settings, Level, each, "telephone.levels").value for each in told.levels
        ),
        lasts=timedelta(minutes=told.call_minutes),
        confirm_within=timedelta(hours=told.confirm_hours),
    )


def _chains(settings: Settings) -> tuple[Chain, ...]:
    chains = []
    for place, told in enumerate(settings.config.chains):
        here = f"chains[{place}]"
        steps = [ChainStep(role=each) if isinstance(each, str) else each for each in told.steps]
        chain = Chain(
            name=told.name,
            title=told.title,
            steps=tuple(_known(settings, Role, each.role, f"{here}.steps") for each in steps),
            kinds=frozenset(_known(settings, Kind, word, f"{here}.kinds") for word in told.kinds),
            columns=frozenset(told.columns),
            levels=frozenset(_known(settings, Level, one, f"{here}.levels") for one in told.levels),
            on_scene=told.on_scene,
            terms=tuple(Terms(each.due_minutes, each.together) for each in steps),
        )
        for column in sorted(chain.columns - set(settings.columns)):
            raise settings.misplaced("chain.unknown_column", f"{here}.columns", column=column)
        try:
            check_chain(chain)
        except Misconfigured as error:
            raise settings.misplaced(error.code, f"{here}.steps", **error.parameters) from error
        chains.append(chain)
    try:
        check_chains(chains)
    except Misconfigured as error:
        raise settings.misplaced(error.code, "chains", **error.parameters) from error
    return tuple(chains)


Word = TypeVar("Word", bound=StrEnum)


def _known(settings: Settings, words: type[Word], word: str, place: str) -> Word:
    try:
        return words(word)
    except ValueError as error:
        known = ", ".join(each.value for each in words)
        raise settings.misplaced("chain.unknown_word", place, word=word, known=known) from error


def _accounts(settings: Settings) -> dict[str, Account]:
    accounts = {channel: Account(channel) for channel in OWN_CHANNELS}
    for place, entry in enumerate(settings.config.accounts):
        here = f"accounts[{place}].channel"
        if entry.channel not in PLATFORMS:
            raise settings.misplaced("config.no_such_platform", here, channel=entry.channel)
        if entry.channel in accounts:
            raise settings.misplaced("config.account_twice", here, channel=entry.channel)
        accounts[entry.channel] = Account(
            entry.channel, entry.name, entry.title, entry.link_pattern
        )
    weibo = settings.config.weibo
    if weibo.mode == "article" and not weibo.cover:
        raise settings.misplaced("config.weibo_no_cover", "weibo.cover")
    _hooks(settings)
    if settings.config.site.hub:
        accounts["websub"] = Account("websub")
    if settings.config.hooks:
        accounts["webhook"] = Account("webhook")
    if settings.config.press_mail.host:
        accounts["press"] = Account("press")
    return accounts


def _hooks(settings: Settings) -> None:
    """Raises Misconfigured for two partners of one name, for what would be sent in the open, and
    for a mailbox without a sender."""
    mail = settings.config.press_mail
    if mail.host and "@" not in mail.sender:
        raise settings.misplaced("config.press_incomplete", "press_mail.sender")
    if mail.host and mail.tls == "none" and not is_loopback(mail.host):
        raise settings.misplaced("config.press_open", "press_mail.tls")
    seen = set()
    for place, each in enumerate(settings.config.hooks):
        if each.name in seen:
            raise settings.misplaced("config.hook_twice", f"hooks[{place}].name", name=each.name)
        seen.add(each.name)
        where = urlsplit(each.address)
        if where.scheme == "http" and not is_loopback(where.hostname or ""):
            here = f"hooks[{place}].address"
            raise settings.misplaced("config.hook_open", here, name=each.name)


def _plan(settings: Settings, known: Sequence[str]) -> Plan:
    return _checked(settings, settings.config.plan, "plan", known)


def _presets(settings: Settings, known: Sequence[str]) -> tuple[Preset, ...]:
    """Their channels without an account are left out: a bureau names its own accounts."""
    presets = []
    for place, told in enumerate(settings.config.plan_presets):
        stages = [
            structs.replace(stage, channels=tuple(each for each in stage.channels if each in known))
            for stage in told.stages
        ]
        plan = _checked(
            settings, [each for each in stages if each.channels], f"plan_presets[{place}].stages",
            known,
        )  # fmt: skip
        presets.append(Preset(told.name, told.title, plan))
    return tuple(presets)


def _checked(
    settings: Settings, stages: Sequence[PlanStage], here: str, known: Sequence[str]
) -> Plan:
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
            for stage in stages
        )
    )
    try:
        check_plan(plan, known)
    except Invalid as error:
        channel = error.parameters.get("channel")
        at = next((n for n, stage in enumerate(stages) if channel in stage.channels), 0)
        key = "precondition" if error.code == "plan.first_stage_waits" else "channels"
        code = error.code.replace("plan.", "config.plan_")
        raise settings.misplaced(code, f"{here}[{at}].{key}", **error.parameters) from error
    return plan
