"""What a reader would not want to see on a page: texts on one another, words cut off, sideways scrolling."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.axe import DRAWN, SLOW, WAITING

FAULTS = Path(__file__).with_suffix(".js").read_text("utf-8")
HALF_DRAWN = ".dash-graph:not(:has(.main-svg)), .answers .contents[data-dash-is-loading='true']"
STEADY = "() => document.fonts.status === 'loaded' && !document.querySelector('.plotly-notifier')"


def settle(page: Page, patience: float = SLOW) -> None:
    """All that the page reads and draws is there, and nothing moves any more."""
    expect(page.locator("h1").first).to_be_visible(timeout=patience)
    page.wait_for_load_state("networkidle")
    expect(page.locator(f"{WAITING}, {HALF_DRAWN}")).to_have_count(0, timeout=patience)
    page.wait_for_function(STEADY, timeout=patience)
    page.evaluate(DRAWN)


def faults(page: Page, mode: Any) -> list[str]:
    """Each in words, as the page looks in this mode."""
    page.emulate_media(color_scheme=mode)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", mode)
    page.evaluate(DRAWN)
    found: list[str] = page.evaluate(FAULTS)
    return found
