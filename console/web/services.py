"""What the console is given. Wiring makes it; tests make their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from console.authorisations.queries import is_named
from console.carriers.policy import Terms as Carriers
from console.carriers.policy import from_settings as carriers_from_settings
from console.credentials.service import Vault
from console.database import Database
from console.duty.policy import DutyPolicy
from console.duty.policy import from_settings as duty_policy
from console.incidents.policy import IncidentPolicy
from console.incidents.policy import from_settings as incident_policy
from console.kernel.clock import Clock
from console.kernel.pacing import Pacer
from console.kernel.rarely import Rarely
from console.people.accounts import Terms
from console.people.passwords import Passwords
from console.people.proving import Means
from console.people.rules.attempts import Limits
from console.people.rules.passkeys import relying_party
from console.people.sealing import Keyring
from console.people.sign_in import Lifetime
from console.printing import Fonts, Typesetter
from console.publishing.rules.shelf import ShelfItem
from console.releases.policy import ReleasePolicy, from_settings
from console.settings import HOME, Settings


def _nothing_else() -> Mapping[str, bool]:
    return {}


@dataclass(frozen=True)
class Services:
    """``readiness`` names what this process needs beside the database, and whether it is there.

    ``preview_page``: a release as the newsroom will show it, as one HTML file that loads nothing.
    """

    settings: Settings
    database: Database
    clock: Clock
    passwords: Passwords = field(default_factory=Passwords)
    readiness: Callable[[], Mapping[str, bool]] = _nothing_else
    preview_page: Callable[[ShelfItem], bytes] | None = None

    @property
    def limits(self) -> Limits:
        console = self.settings.config.console
        return Limits(
            per_source=console.attempts_per_address,
            per_name=console.attempts_per_name,
            window=timedelta(minutes=console.attempt_window_minutes),
        )

    @property
    def lifetime(self) -> Lifetime:
        console = self.settings.config.console
        return Lifetime(
            idle=timedelta(minutes=console.idle_minutes),
            whole=timedelta(hours=console.session_hours),
        )

    @property
    def terms(self) -> Terms:
        console = self.settings.config.console
        return Terms(
            invitation=timedelta(hours=console.invitation_hours),
            request=timedelta(hours=console.confirmation_hours),
            independent=timedelta(days=console.independent_days),
            signs_for=is_named,
        )

    @cached_property
    def means(self) -> Means:
        """Of proving who somebody is."""
        told = self.settings
        keyring = Keyring((told.secret_key, *told.previous_secret_keys))
        party = relying_party(told.console_url, told.config.bureau.name)
        return Means(self.database, self.clock, self.passwords, self.limits, keyring, party)

    @cached_property
    def vault(self) -> Vault:
        """Of the platforms' accounts."""
        return Vault.of(self.settings, self.database, self.clock)

    @cached_property
    def carriers(self) -> Carriers:
        """Of what takes notices outside; nothing is sent from here."""
        return carriers_from_settings(self.settings, self.clock)

    @cached_property
    def denials(self) -> Rarely:
        """What was told of denied access lately (``web.denials``)."""
        return Rarely(timedelta(minutes=1))

    @cached_property
    def pacer(self) -> Pacer:
        return Pacer(self.settings.config.guard.pace)

    @cached_property
    def incidents(self) -> IncidentPolicy:
        return incident_policy(self.settings)

    @cached_property
    def duty(self) -> DutyPolicy:
        return duty_policy(self.settings)

    @cached_property
    def typesetter(self) -> Typesetter:
        told = self.settings.config.printing
        return Typesetter(
            Fonts(told.font_families, tuple(HOME / each for each in told.font_folders))
        )

    @cached_property
    def policy(self) -> ReleasePolicy:
        """Raises Misconfigured; wiring reads it at start."""
        return from_settings(self.settings)
