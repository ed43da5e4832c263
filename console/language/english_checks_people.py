"""English of the guard's findings on persons, names, wording and style."""

from console.language.sentences_checks_people import SENTENCES

_ENGLISH = {
    "pii.id_number": "“%(excerpt)s” is an identity card number. Take it out, or leave the first three digits only.",
    "pii.id_number_miswritten": "“%(excerpt)s” looks like an identity card number with a wrong check digit. Take it out.",
    "pii.bank_card": "“%(excerpt)s” is a bank card number. Take it out, or leave the last four digits only.",
    "pii.passport": "“%(excerpt)s” is the number of a passport or travel permit. Take it out.",
    "pii.mobile": "“%(excerpt)s” is a personal mobile number. Take it out or mask the middle; if the public is to call it, check it and have someone else override.",
    "pii.landline": "“%(excerpt)s” is a telephone number that is not one of ours. Check whether it may be public; take a private one out.",
    "pii.plate": "“%(excerpt)s” is a number plate. Leave the province and the letter only.",
    "pii.address": "“%(excerpt)s” goes down to the building, unit or door. Name the road or the neighbourhood only.",
    "pii.coordinates": "“%(excerpt)s” is a place to the metre. Go no further than the road or the neighbourhood.",
    "pii.email": "“%(excerpt)s” is a mail address. Take a private one out; check a public one.",
    "pii.social_account": "“%(excerpt)s” is a personal account. Take it out or mask it.",
    "name.unmasked": "“%(excerpt)s” looks like the full name of a person concerned. Write “%(fix)s”, or mask it otherwise.",
    "name.unmasked_wanted": "“%(excerpt)s” looks like the full name of a person concerned. For a reward notice choose the kind “Wanted”; otherwise write “%(fix)s”.",
    "name.minor": "“%(excerpt)s” lets people recognise a minor. Take out name, school and home; say “a minor” only.",
    "wording.presumption": "Nobody may be called “%(excerpt)s” before the verdict. Write “%(fix)s”.",
    "wording.sensitive_trait": "“%(excerpt)s” tells somebody's ethnicity, belief or illness. Take it out unless the release needs it.",
    "wording.technique": "“%(excerpt)s” gives away how we investigate or how the deed was done. Say “after investigation”, or take it out.",
    "wording.emotion": "“%(excerpt)s” is resented. Say what was done for people instead.",
    "wording.early_cause": "A first report gives no cause and no blame (%(excerpt)s). Say that the cause is under investigation.",
    "style.punctuation": "%(count)s marks of punctuation are not as they should be, the first “%(excerpt)s”. Use full-width marks in Chinese.",
    "style.issuer": "The text is signed “%(excerpt)s”; the issuer is “%(issuer)s”. Check which is right.",
    "style.date": "“%(excerpt)s” does not say which day. Write month and day.",
    "style.date_year": "“%(excerpt)s” has a year of two digits. Write four.",
    "style.number": "“%(excerpt)s” says twice that it is about. Say it once.",
    "style.usage": "“%(excerpt)s” should be “%(fix)s”.",
}

ENGLISH = {SENTENCES[f"finding.{code}"]: said for code, said in _ENGLISH.items()}
