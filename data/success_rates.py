"""How likely a product in each status is to be approved one day: published figures, which administrators may change."""

import re
from typing import Any, NamedTuple

from data.vocabulary import RegulatoryStatus

STUDY = "BIO, Informa and QLS: Clinical Development Success Rates 2011–2020, published 2021"
EARLY = "Paul et al., Nature Reviews Drug Discovery 9, 2010"
LONGEST = 250
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Rate(NamedTuple):
    """A likelihood of approval in per cent, and where it comes from, with the year."""

    percent: float
    source: str


# The study begins with Phase I. What comes before it is our own product of two publications, and says so.
DEFAULTS: dict[RegulatoryStatus, Rate] = {
    RegulatoryStatus.DISCOVERY: Rate(
        2.8, f"Estimate: 35 % enter Phase I ({EARLY}), 7.9 % of these are approved (BIO, Informa and QLS, 2021)"
    ),
    RegulatoryStatus.PRE_CLINICAL: Rate(
        5.5, f"Estimate: 69 % enter Phase I ({EARLY}), 7.9 % of these are approved (BIO, Informa and QLS, 2021)"
    ),
    RegulatoryStatus.PHASE_I: Rate(7.9, f"{STUDY}; all indications"),
    RegulatoryStatus.PHASE_II: Rate(15.1, f"{STUDY}; all indications"),
    RegulatoryStatus.PHASE_III: Rate(52.4, f"{STUDY}; all indications"),
}


def rate_key(status: RegulatoryStatus) -> str:
    """The setting that has a status's rate; its source is kept under the same name with _source."""
    return f"success_rate_{status.value.lower().replace('-', '_').replace(' ', '_')}"


def source_key(status: RegulatoryStatus) -> str:
    return f"{rate_key(status)}_source"


def percent(raw: Any) -> float:
    try:
        number = float(str(raw).strip().removesuffix("%"))
    except ValueError as error:
        raise ValueError("Give a number from 0 to 100.") from error
    if not 0 <= number <= 100:
        raise ValueError("Give a number from 0 to 100.")
    return round(number, 2)


def source(raw: Any) -> str:
    text = str(raw or "").strip()
    if not text.isprintable() or len(text) > LONGEST or not YEAR.search(text):
        raise ValueError(f"Say where the rate comes from, with the year, in at most {LONGEST} characters.")
    return text


def year(text: str) -> str:
    """The latest year that a source names."""
    return max(YEAR.findall(text))
