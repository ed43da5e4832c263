"""What the TOML files may say of signatures by telephone."""

from console.configuration.basics import Count, Table


class Telephone(Table, frozen=True):
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    call_minutes: Count = 30
    confirm_hours: Count = 24
