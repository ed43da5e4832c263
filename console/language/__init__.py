"""Chinese is the message id; English is the complete second catalogue. Knows no web framework."""

from console.language.catalogue import (
    DEFAULT,
    LOCALES,
    english,
    plural,
    sentence,
    sentences,
    translate,
)

__all__ = ["DEFAULT", "LOCALES", "english", "plural", "sentence", "sentences", "translate"]
