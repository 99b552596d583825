"""Which word was meant by one with a slip in it: a letter too many, missing or wrong, or two in the other order."""

from collections.abc import Iterable

SHORTEST = 4  # letters of a word that is put right: among shorter ones too many are alike
LONG = 7  # letters, from which on two slips are possible


def meant(word: str, known: Iterable[str]) -> list[str]:
    """Of the words known those that are near enough, or begin so, the nearest first; itself where it stands in one."""
    most = 2 if len(word) >= LONG else 1
    near = sorted((slips(word, other), abs(len(other) - len(word)), other) for other in set(known))
    found = [other for count, _, other in near if count <= most and word not in other]
    return [word, *found] if any(word in other for _, _, other in near) else found


def slips(word: str, other: str) -> int:
    """How many slips make the word of the other, or of its beginning: letters are also typed while one still types."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        older, before = before, row
        row = [at]
        for place, true in enumerate(other, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != true)))
            if at > 1 < place and letter == other[place - 2] and word[at - 2] == true:
                row[-1] = min(row[-1], older[place - 2] + 1)
    return min(row)


def swapped(word: str) -> list[str]:
    """The word with each two neighbours in the other order: the commonest slip, and little alike in a short word."""
    return [f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1)]
