"""A place to the metre: latitude and longitude. What a seismograph gives (two decimals, about a
kilometre) is a region and stays.
"""

import re
from collections.abc import Iterator

from console.checks.findings import Context, Draft, Severity
from console.checks.hits import Hit
from console.checks.reading import before, fold

NUMBER = r"\d{1,3}\.\d{3,8}"
LAT, LON = r"(?:北纬|纬度[:：为是]?|[Nn])", r"(?:东经|经度[:：为是]?|[Ee])"
BETWEEN = r"[,，、;；/\s]{1,3}"
DEGREES = rf"(?:{LAT}|{LON})?\s?({NUMBER})\s?[°度]?\s?[NnEe]?"
PAIR = re.compile(rf"(?<![\d.]){DEGREES}{BETWEEN}{DEGREES}(?![\d.])")
SECONDS = r"\d{1,3}\s?[°度]\s?\d{1,2}\s?['′’分]\s?\d{1,2}(?:\.\d+)?\s?(?:[\"″”秒]|'')"
EXACT = re.compile(
    rf"(?:{LAT}|{LON})?\s?{SECONDS}\s?[NnEe]?{BETWEEN}?(?:{LAT}|{LON})?\s?{SECONDS}\s?[NnEe]?"
)
A_PLACE = re.compile(rf"坐标|经纬度|定位|位置|GPS|gps|北斗|{LAT}|{LON}|°")
NORTH, EAST = (3.0, 54.0), (73.0, 136.0)
"""Of China, in degrees."""


def coordinates(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    folded = fold(text)
    for found in PAIR.finditer(folded):
        one, other = float(found[1]), float(found[2])
        if not (_in_china(one, other) or _in_china(other, one)):
            continue
        if A_PLACE.search(before(folded, found.start(), 12) + found[0]):
            yield Hit("pii.coordinates", Severity.WARN, *_span(found))
    for found in EXACT.finditer(folded):
        yield Hit("pii.coordinates", Severity.WARN, *_span(found))


def _in_china(north: float, east: float) -> bool:
    return NORTH[0] <= north <= NORTH[1] and EAST[0] <= east <= EAST[1]


def _span(found: re.Match[str]) -> tuple[int, int]:
    said = found[0]
    lead = len(said) - len(said.lstrip())
    return found.start() + lead, found.start() + len(said.rstrip())
