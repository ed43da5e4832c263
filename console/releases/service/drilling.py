"""What is real quotes nothing of a drill: neither its numbers nor its facts."""

import re
from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.incidents.records import FactEntry, Incident
from console.kernel.errors import Invalid
from console.releases.records import Release
from console.releases.rules.content import Content
from console.releases.rules.ties import ties

QUOTED: Final = re.compile(r"(?<![A-Za-z])Y-\d{4}-E?\d{4,}")


def problems(tx: Session, release: Release, content: Content) -> Iterator[Invalid]:
    if release.drill:
        return
    said = {
        "title": f"{content.title}\n{content.list_title}",
        "advice": content.advice,
        "body": "\n".join(
            (
                content.text,
                *(f"{e.title}\n{e.text}\n{e.summary}" for e in content.variants.values()),
            )
        ),
    }
    for field, words in said.items():
        if quoted := QUOTED.search(words):
            yield Invalid("drill.quoted", field=field, number=quoted[0])
    tied = {each.entry_id for each in ties(content.body)}
    if (
        tied
        and tx.scalars(
            select(FactEntry.id)
            .join(Incident, Incident.id == FactEntry.incident_id)
            .where(FactEntry.id.in_(tied), Incident.drill.is_(True))
            .limit(1)
        ).first()
    ):
        yield Invalid("drill.fact_quoted", field="body")
