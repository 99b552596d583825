"""Which words a word with a slip in it is taken for."""

import pytest

from data import spelling

KNOWN = ["extract", "extra", "reconciliation", "nova", "novak", "sales", "sample", "acme"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("extarct", ["extract"]),
        ("reconcilation", ["reconciliation"]),
        ("recnocli", ["reconciliation"]),  # two slips, and not yet at its end
        ("novra", ["novak", "nova"]),
        ("amce", ["acme"]),
        ("sale", ["sale"]),  # stands in a word: nothing is put right before it
        ("review", []),
        ("zzzz", []),
    ],
)
def test_a_word_is_taken_for_those_a_slip_or_two_away(word: str, meant: list[str]) -> None:
    assert spelling.meant(word, KNOWN) == meant


@pytest.mark.parametrize(
    ("word", "other", "count"),
    [
        ("abcd", "abcd", 0),
        ("abcd", "bacd", 1),
        ("abcd", "abd", 1),
        ("abcd", "abxd", 1),
        ("abd", "abcd", 1),
        ("", "a", 0),
    ],
)
def test_slips_are_letters_missing_wrong_too_many_or_swapped(word: str, other: str, count: int) -> None:
    assert spelling.slips(word, other) == count


def test_swapped_has_each_two_neighbours_in_the_other_order() -> None:
    assert spelling.swapped("abc") == ["bac", "acb"]
