"""English of facts tied to their entry in the ledger."""

from console.language.sentences_ties import SENTENCES

_ENGLISH = {
    "finding.facts.stale_tied": "The ledger has moved on: at %(time)s it is “%(known)s”. Take the new value, or say of when this figure is.",
    "finding.facts.stale_tied_mistaken": "The entry behind “%(excerpt)s” was marked as mistaken; the ledger says “%(known)s” as of %(time)s. Correct it.",
    "finding.facts.stale_tied_withheld": "What “%(excerpt)s” rests on is no longer for release; “%(known)s” as of %(time)s is. Correct it.",
    "finding.facts.stale_tied_gone": "The entry behind “%(excerpt)s” was marked as mistaken or is no longer for release, and the ledger has nothing else to say. Take it out, or confirm the ledger first.",
    "finding.facts.stale_tied_stranger": "“%(excerpt)s” is tied to an entry that is not in this incident's ledger, so nobody will be told when it changes. Insert it again from Facts.",
    "release.told_affected": "%(number)s says “%(said)s”, which the ledger says is wrong: correct it.",
    "warrant.facts": "The ledger has moved on since submission and the signers have not seen it; nothing went out. Recall it, revise it, and submit it again; if the older figure is to stand, say of when it is.",
}

ENGLISH = {SENTENCES[code]: text for code, text in _ENGLISH.items()}
