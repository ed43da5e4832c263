"""What the TOML files may say of first reports that are signed on scene."""

from typing import Annotated

import msgspec

from console.configuration.basics import Count, Slug, Table, Text


class CheckEntry(Table, frozen=True):
    name: Slug
    text: Text


USUAL = (
    CheckEntry("no-secrets", "没有国家秘密和警务工作秘密，没有侦查手段、警力部署和现场安保布置。"),
    CheckEntry("no-names", "没有当事人、伤亡人员的姓名，也没有能认出本人的信息。"),
    CheckEntry("no-cause", "没有对原因、责任和性质下结论。"),
    CheckEntry("figures", "数字只写现场核实过的，并写明截至时间；不掌握的没有写成零。"),
)


class OnScene(Table, frozen=True):
    column: Slug = "bulletins"
    review_hours: Count = 24
    self_check: Annotated[tuple[CheckEntry, ...], msgspec.Meta(min_length=1)] = USUAL
