"""The look: one set of tokens for browser and figures, and enough contrast in both modes."""

import re
from pathlib import Path

import pytest

from data import vocabulary
from layouts import theme

STYLES = Path(__file__).parents[2] / "dashboard/assets/10-app"
TONES = ("good", "warn", "bad", "late", "info", "quiet")
TEXT = [
    *[(ink, ground) for ink in ("ink", "muted", "brand") for ground in ("card", "page")],
    *[(f"{tone}-ink", ground) for tone in TONES for ground in ("card", f"{tone}-soft")],
    ("ink", "hover"),
    ("muted", "hover"),
    ("info-ink", "brand-soft"),
    ("on-brand", "brand"),
    ("on-brand", "heat-over"),
    ("on-brand", "heat-most"),
]
SHAPES = [(shape, "card") for shape in (*TONES, "control-line", "heat-full", "heat-over", "seq-6")]


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink, ground, mode):
    assert contrast(theme.TOKENS[ink][mode], theme.TOKENS[ground][mode]) >= 4.5


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_told_from_what_they_stand_on(shape, ground, mode):
    assert contrast(theme.TOKENS[shape][mode], theme.TOKENS[ground][mode]) >= 3


def test_the_stylesheet_and_the_theme_hold_the_same_tokens():
    css = (STYLES / "10-tokens.css").read_text()
    found = {
        name: (light, dark) for name, light, dark in re.findall(r"--crm-([\w-]+): light-dark\((#\w+), (#\w+)\);", css)
    }
    assert found == theme.TOKENS


def test_styles_use_only_tokens_that_exist():
    text = "".join(path.read_text() for path in STYLES.glob("*.[cj]s*")) + str(theme.GRID_THEME)
    defined = set(re.findall(r"(--crm-[\w-]+):", text))
    assert set(re.findall(r"var\((--crm-[\w-]+)\)", text)) <= defined


@pytest.mark.parametrize(
    "words",
    [
        vocabulary.Health,
        vocabulary.ProcessStatus,
        vocabulary.TaskStatus,
        vocabulary.ApprovalStatus,
        vocabulary.Priority,
        vocabulary.CustomerPhase,
        vocabulary.RegulatoryStatus,
    ],
)
def test_every_status_has_a_colour_and_an_icon(words):
    for word in words:
        assert theme.STATUS[word].tone in TONES
        assert theme.STATUS[word].icon.startswith("bi-")


def test_ordered_things_take_the_sequential_scale_from_end_to_end():
    assert theme.steps(6) == [theme.token(f"seq-{step}") for step in range(1, 7)]
    assert theme.steps(2) == [theme.token("seq-1"), theme.token("seq-6")]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
