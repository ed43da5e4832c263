"""The demonstration's partner and media list: what the stand-ins beside it are opened with."""

from datetime import datetime
from typing import Final

from console.credentials import queries, service
from console.demo import acts
from console.demo.cast import POSTER
from console.press.queries import contacts
from console.press.rules.contacts import ContactForm
from console.press.service import add
from console.rehearsal.wire.partners import PARTNER_SECRET
from console.wiring import Wired

LIST: Final = (
    ContactForm("示例日报", "周岚", "zhoulan@ribao.example", "2026年2月新闻发布会上书面同意"),
    ContactForm(
        "示例广播电视台", "何远", "heyuan@dianshi.example", "2026年2月新闻发布会上书面同意"
    ),
)


def seed_told(wired: Wired, now: datetime) -> None:
    """What a visitor changed stays."""
    config = wired.settings.config
    vault = service.Vault.of(wired.settings, wired.database, wired.clock)
    with wired.database.snapshot() as tx:
        known, listed = queries.connections(tx), contacts(tx)
    wanted = [f"hook:{each.name}" for each in config.hooks if f"hook:{each.name}" not in known]
    sealed = {
        each: service.sealed_application(vault.keyring, each, "webhook", PARTNER_SECRET)
        for each in wanted
    }
    with wired.database.transaction() as tx:
        for account, given in sealed.items():
            service.enter(tx, now, acts.person(tx, "admin"), account, given)
        if config.press_mail.host and not listed:
            for each in LIST:
                add(tx, now, acts.person(tx, POSTER), each)
