"""What the TOML files may say of paper."""

from typing import Annotated

import msgspec

from console.configuration.basics import Table, Text

FONTS = "node_modules/@expo-google-fonts/noto-sans-sc/"


class Printing(Table, frozen=True):
    """Folders: absolute, or from the program's own."""

    secrecy_basis: Text
    font_families: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)] = ("Noto Sans SC",)
    font_folders: tuple[Text, ...] = (FONTS + "400Regular", FONTS + "700Bold")
