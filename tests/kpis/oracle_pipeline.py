"""The figures of the pharma pipeline in plain Python, over the same rows, apart from the SQL that counts them."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import quantiles
from typing import NamedTuple

ORDER = ["Discovery", "Pre-clinical", "Phase I", "Phase II", "Phase III", "Approved"]
GONE = ["Discontinued", "Withdrawn"]


class Product(NamedTuple):
    id: str
    customer: str
    phase: str
    team: str
    therapeutic_area: str
    drug_class: str
    regulatory_status: str
    name: str
    course: list[tuple[str, dt.datetime]]  # each status it came into, and when


def chosen(products: Iterable[Product], filters) -> list[Product]:
    """Those that every filter leaves."""
    return [product for product in products if _meets(product, filters)]


def _meets(product: Product, filters) -> bool:
    if filters.words and filters.words.lower() not in product.name.lower():
        return False
    return all(getattr(product, name) in values for name, values in filters.chosen.items())


def by(products: Iterable[Product], name: str) -> dict[tuple[str, str], int]:
    return dict(Counter((getattr(product, name), product.regulatory_status) for product in products))


def largest(products: Iterable[Product], name: str) -> dict[tuple[str, str], int]:
    """Of the twelve with the most that are on their way or there."""
    on = [product for product in products if product.regulatory_status in ORDER]
    ranked = sorted(Counter(getattr(product, name) for product in on).items(), key=lambda item: (-item[1], item[0]))
    kept = {key for key, _ in ranked[:12]}
    return {key: number for key, number in by(on, name).items() if key[0] in kept}


def movement(products: Iterable[Product], first: dt.date, last: dt.date) -> dict[tuple[str, str], int]:
    """Products by status and way."""
    seen = defaultdict(set)
    for product in products:
        before = None
        for status, at in product.course:
            if first <= at.date() <= last:
                seen[status, "entered"].add(product.id)
                if before:
                    seen[before, _way(before, status)].add(product.id)
            before = status
    return {key: len(ids) for key, ids in seen.items() if key[0] in ORDER}


def _way(old: str, new: str) -> str:
    if new in GONE:
        return "left"
    if old in GONE:
        return "came back"  # which is no way out of a status of the pipeline
    return "advanced" if ORDER.index(new) > ORDER.index(old) else "returned"


def transitions(products: Iterable[Product], first: dt.date, last: dt.date) -> dict[tuple[str, str], int]:
    seen = {
        (old, new, product.id)
        for product in products
        for (old, _), (new, at) in zip(product.course, product.course[1:], strict=False)
        if first <= at.date() <= last
    }
    return dict(Counter((old, new) for old, new, _ in seen))


def months(products: Iterable[Product], first: dt.date, last: dt.date) -> dict[str, tuple[int, float, float]]:
    """Products, median and 85th percentile of the months they had spent in a status they moved on from."""
    spent = defaultdict(lambda: defaultdict(float))
    for product in products:
        for (old, since), (_, at) in zip(product.course, product.course[1:], strict=False):
            if first <= at.date() <= last:
                spent[old][product.id] += (at - since) / dt.timedelta(days=365.25 / 12)
    return {
        status: (len(each), share(list(each.values()), 50), share(list(each.values()), 85))
        for status, each in spent.items()
        if status in ORDER
    }


def share(values: list[float], percent: int) -> float:
    """A percentile by linear interpolation between the two values around it."""
    return values[0] if len(values) == 1 else quantiles(values, n=100, method="inclusive")[percent - 1]
