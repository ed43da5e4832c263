"""What the TOML files may say of duty."""

from typing import Annotated

import msgspec

from console.configuration.basics import Count, Table, Text

Clock = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Duty(Table, frozen=True):
    roles: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]
    day_starts: Clock
    night_starts: Clock
    silence_minutes: Count
    acknowledge_minutes: Count
