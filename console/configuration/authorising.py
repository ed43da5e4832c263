"""What the TOML files may say of authorisations."""

from console.configuration.basics import Count, Table


class Authorising(Table, frozen=True):
    longest_days: Count = 30
    standing_longest_days: Count = 365
