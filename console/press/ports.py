"""What the channels that tell others need: secrets, and the list. Implements ports of
``publishing.rules``."""

from dataclasses import dataclass

from console.credentials.service import Vault
from console.kernel.errors import FayanError
from console.press.queries import reached
from console.press.rules.contacts import token
from console.publishing.rules.channel import Account
from console.publishing.rules.keys import Token
from console.publishing.rules.mailing import Recipient
from console.settings import Settings


@dataclass(frozen=True, slots=True)
class HookSecrets:
    """Implements ``Keys``: what is shared with each partner."""

    vault: Vault

    def token(self, account: Account) -> Token | None:
        try:
            return Token(self.vault.secret(f"hook:{account.name}"), "")
        except FayanError:
            return None


@dataclass(frozen=True, slots=True)
class Journalists:
    """Implements ``MediaList``."""

    settings: Settings
    vault: Vault

    def recipients(self) -> tuple[Recipient, ...]:
        with self.vault.database.snapshot() as tx:
            found = reached(tx)
        leave = f"{self.settings.console_url}/callbacks/unsubscribe/"
        return tuple(
            Recipient(each.id.hex, each.address, leave + token(self.settings.secret_key, each.id))
            for each in found
        )

    def password(self) -> str:
        found = HookSecrets(self.vault).token(Account("press", "press"))
        return found.value if found else ""
