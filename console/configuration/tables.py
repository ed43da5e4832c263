"""What the TOML files may say: the tables, frozen and strict."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from console.configuration.authorising import Authorising
from console.configuration.basics import Count, Slug, Table, Text
from console.configuration.carriers import CarrierEntry, HookEntry, Notices, PressMail
from console.configuration.checks import Guard
from console.configuration.duty import Duty
from console.configuration.engine import Engine
from console.configuration.incidents import (
    ClockEntry,
    Counting,
    GradingEntry,
    IssuerEntry,
    Personal,
    SignEntry,
    TaskEntry,
)
from console.configuration.on_scene import OnScene
from console.configuration.outside import Cdn, Outside
from console.configuration.printing import Printing
from console.configuration.telephone import Telephone
from console.configuration.tree import Tree
from console.configuration.wechat import OfficialAccount
from console.configuration.weibo import Microblog


class Bureau(Table, frozen=True):
    name: Text
    short_name: Text
    english_name: Text
    press_office: Text
    issuer_code: Annotated[str, msgspec.Meta(pattern=r"^(?!Y$)[A-Z0-9\u4e00-\u9fff]{0,12}$")]
    timezone: Text


Link = Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")]


class Site(Table, frozen=True):
    title: Text
    description: Text
    feed_authority: Text
    feed_since: date
    domain: Text
    site_code: str
    icp_record: str
    psb_record: str
    host: Text
    telephone: str
    email: str
    address: str
    press_telephone: str
    press_fax: str
    press_hours: str
    press_line: str
    press_email: str
    hub: Link
    page_entries: Count
    feed_entries: Count
    government_mark: Link = ""
    report_mistakes: Link = ""
    publication: Literal["own", "portal"] = "own"


class Console(Table, frozen=True):
    idle_minutes: Count
    session_hours: Count
    attempts_per_address: Count
    attempts_per_name: Count
    attempt_window_minutes: Count
    invitation_hours: Count
    confirmation_hours: Count
    largest_request_mib: Count
    behind_proxy: bool
    workers: Count = 1
    independent_days: Count = 7


class ContentLimits(Table, frozen=True):
    title_characters: Count
    list_title_characters: Count
    body_characters: Count
    remark_characters: Count
    attachment_mib: Count
    attachment_types: tuple[str, ...]
    image_megapixels: Count
    weibo_length: Count
    wechat_title: Count
    wechat_digest: Count
    wechat_content: Count
    revision_minutes: Count


class Signing(Table, frozen=True):
    proof: Literal["second_factor", "password"]
    everyone: bool
    proof_seconds: Count
    unopened_minutes: Count = 5


class Oidc(Table, frozen=True):
    """``issuer`` "": there is no such way in."""

    issuer: Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+[^/\s])?$")] = ""
    client_id: str = ""
    name: Text = "统一身份认证"
    claim: Text = "preferred_username"


class PreCleared(Table, frozen=True):
    signers: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]
    longest_days: Count
    places: tuple[Annotated[str, msgspec.Meta(pattern=r"^[\u4e00-\u9fffA-Z0-9]{2,20}$")], ...]


class Dispatch(Table, frozen=True):
    lease_seconds: Count
    batch: Count
    backoff_first: Count
    backoff_longest: Count
    expires_days: Count
    rest_after: Count = 5
    rest_first: Count = 30
    rest_longest: Count = 900
    facts_hours: Count = 4


class Column(Table, frozen=True):
    slug: Slug
    name: Text
    english: Text
    type: Text
    description: Text


class ChainStep(Table, frozen=True):
    role: Text
    due_minutes: Count | None = None
    together: str = ""


class Chain(Table, frozen=True):
    name: Slug
    title: Text
    steps: tuple[Text | ChainStep, ...]
    kinds: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    on_scene: bool = False


class PlanStage(Table, frozen=True):
    channels: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]
    after_seconds: Annotated[int, msgspec.Meta(ge=0)]
    precondition: Literal["none", "previous", "facts"]
    or_after_minutes: Count
    late_minutes: Count
    if_late: Literal["publish", "hold", "ask"]


class PlanPreset(Table, frozen=True):
    name: Slug
    title: Text
    stages: Annotated[tuple[PlanStage, ...], msgspec.Meta(min_length=1)]


class AccountEntry(Table, frozen=True):
    channel: Text
    name: Slug
    title: Text
    link_pattern: Text
    posting_page: Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")] = ""
    by: Literal["hand", "api"] = "hand"
    api_address: Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")] = ""
    pages: Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")] = ""
    operator_ip: str = ""
    owner: str = ""


class Demonstration(Table, frozen=True):
    enabled: bool


class Configuration(Table, frozen=True):
    """What the TOML files say."""

    bureau: Bureau
    site: Site
    console: Console
    content: ContentLimits
    signing: Signing
    oidc: Oidc
    pre_cleared: PreCleared
    personal: Personal
    dispatch: Dispatch
    weibo: Microblog
    wechat: OfficialAccount
    tree: Tree
    outside: Outside
    cdn: Cdn
    engine: Engine
    guard: Guard
    duty: Duty
    authorisation: Authorising
    printing: Printing
    on_scene: OnScene
    telephone: Telephone
    notices: Notices
    press_mail: PressMail
    columns: Annotated[tuple[Column, ...], msgspec.Meta(min_length=1)]
    chains: Annotated[tuple[Chain, ...], msgspec.Meta(min_length=1)]
    plan: Annotated[tuple[PlanStage, ...], msgspec.Meta(min_length=1)]
    plan_presets: tuple[PlanPreset, ...]
    accounts: tuple[AccountEntry, ...]
    clocks: tuple[ClockEntry, ...]
    grading: tuple[GradingEntry, ...]
    counting: Counting
    opinion_matrix: tuple[SignEntry, ...]
    issuers: tuple[IssuerEntry, ...]
    response: tuple[TaskEntry, ...]
    demonstration: Demonstration
    carriers: tuple[CarrierEntry, ...] = ()
    hooks: tuple[HookEntry, ...] = ()
