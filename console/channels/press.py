"""媒体邮件: a release to everyone on the media list, one mail each, with the way out in its head.

Plain text and HTML; one-click leaving after RFC 8058. A mail's Message-ID is made of delivery and
recipient, so a second try makes no second mail in a mailbox. Who was written to is kept after each
mail: a crash goes on with the next. A withdrawal asks not to use the release and quotes no word.
"""

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import Final

from console.kernel.clock import Clock
from console.kernel.errors import ChannelRejected, ChannelUnavailable, ChannelUncertain
from console.outgoing.smtp import Server, deliver
from console.publishing.rules.channel import (
    Absent,
    Account,
    Action,
    Bulletin,
    ClientRef,
    Progress,
    Receipt,
    Replay,
    Sighting,
)
from console.publishing.rules.mailing import MediaList, Recipient

SENT: Final = "sent"
OF_ONE: Final = frozenset({"mail.recipient", "mail.refused"})
"""Refusals that concern one recipient; the others say that nobody will be reached."""
PAGE: Final = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1>
{body}
<p>{issuer}<br>{dateline}</p>
<p>编号：{number}　<a href="{url}">查看和核对原文</a></p>
<hr><p>{footer}<a href="{leave}">退订</a></p></body></html>
"""


class PressMail:
    """``sender``: the mailbox; ``name`` stands beside it."""

    name = "press"

    def __init__(
        self, server: Server, media: MediaList, clock: Clock, sender: str, name: str
    ) -> None:
        self._server, self._media, self._clock = server, media, clock
        self._sender, self._bureau = sender, name

    def replay(self, account: Account) -> Replay:
        del account
        return Replay.SAFE

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        done = dict(progress.load())
        if bulletin.action is Action.UPDATE:  # the correction is a release of its own
            return Receipt(url=bulletin.public_url)
        password = self._media.password()
        for recipient in self._media.recipients():
            if recipient.key in done:
                continue
            progress.ready()
            outcome = self._write(bulletin, ref, recipient, password)
            progress.save(done := {**done, recipient.key: outcome})
        return self._receipt(bulletin, done)

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        del bulletin, ref, progress
        return Absent()

    def _receipt(self, bulletin: Bulletin, done: Mapping[str, str]) -> Receipt:
        refused = [each for each in done.values() if each != SENT]
        if refused and len(refused) == len(done):
            raise ChannelRejected("press.all_refused", count=len(refused))
        sent = str(len(done) - len(refused))
        return Receipt(
            url=bulletin.public_url, details={"sent": sent, "refused": str(len(refused))}
        )

    def _write(
        self, bulletin: Bulletin, ref: ClientRef, recipient: Recipient, password: str
    ) -> str:
        mail = self._mail(bulletin, ref, recipient)
        try:
            deliver(self._server, password, mail, recipient.address)
        except ChannelUncertain as error:  # the same Message-ID: to try again is harmless
            raise ChannelUnavailable(error.code) from None
        except ChannelRejected as error:
            if error.code not in OF_ONE:
                raise
            return error.code
        return SENT

    def _mail(self, bulletin: Bulletin, ref: ClientRef, recipient: Recipient) -> EmailMessage:
        release, gone = bulletin.release, bulletin.action is Action.WITHDRAW
        title = f"【撤回】{release.number}" if gone else release.title
        text = self._taken_back(bulletin) if gone else release.text
        mail = EmailMessage()
        mail["From"] = Address(self._bureau, addr_spec=self._sender)
        mail["To"] = recipient.address  # as it was kept; their server judges it, not we
        mail["Subject"] = " ".join(title.split())
        mail["Date"] = format_datetime(self._clock.now())
        domain = self._sender.rpartition("@")[2]
        mail["Message-ID"] = f"<{ref.value}.{recipient.key}@{domain}>"
        mail["List-Unsubscribe"] = f"<{recipient.leave}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail["List-Id"] = f"{self._bureau} <media.{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        footer = f"您收到这封邮件，因为您在{self._bureau}的媒体名单上。不想再收："
        mail.set_content(
            f"{title}\n\n{text}\n\n{release.issuer}\n{release.dateline}\n\n"
            f"编号：{release.number}\n查看和核对原文：{bulletin.public_url}\n\n-- \n"
            f"{footer}{recipient.leave}\n"
        )
        body = f"<p>{escape(text)}</p>" if gone else release.body_html
        page = PAGE.format(
            title=escape(title), body=body, issuer=escape(release.issuer),
            dateline=escape(release.dateline), number=escape(release.number),
            url=escape(bulletin.public_url), footer=escape(footer), leave=escape(recipient.leave),
        )  # fmt: skip
        mail.add_alternative(page, subtype="html")
        return mail

    def _taken_back(self, bulletin: Bulletin) -> str:
        gone = bulletin.release.withdrawal
        why = f"原因：{gone.reason}" if gone else ""
        return f"{bulletin.release.number} 已撤回，请不要再使用；已刊发的请删除或更正。{why}"
