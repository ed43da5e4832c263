"""Paper: Typst sources of templates/print set as PDF, in a process of its own, within bounds."""

from console.printing.typesetting import Fonts, Typesetter

__all__ = ["Fonts", "Typesetter"]
