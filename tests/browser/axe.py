"""What axe-core finds on a page, in light and in dark."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ROOT, Site

AXE = ROOT / "dashboard" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
# Ended rather than waited for: an animation that gets no frame any more never says that it is finished.
DRAWN = """() => document.getAnimations()
  .filter(one => Number.isFinite(one.effect.getComputedTiming().endTime)).forEach(one => one.finish())"""
MODES: tuple[Any, ...] = ("light", "dark")
WAITING = (
    ".skeleton, .dash-loading, .ag-overlay-loading-center, .ag-row:not([row-id]), "
    ".ag-header-container .ag-header-row:empty"
)
SLOW = 20_000


def violations(page: Page) -> list[str]:
    """Each with what it concerns, in light and in dark; what is still drawn is waited for."""
    expect(page.locator(WAITING)).to_have_count(0, timeout=SLOW)
    page.evaluate(AXE.read_text("utf-8"))
    return [said for mode in MODES for said in _violations(page, mode)]


def _violations(page: Page, mode: Any) -> list[str]:
    page.emulate_media(color_scheme=mode)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", mode)
    page.evaluate(DRAWN)
    found: dict[str, Any] = page.evaluate(RUN, TAGS)
    return [
        f"{mode}: {one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found["violations"]
    ]


def go(page: Page, site: Site, path: str) -> None:
    page.goto(f"{site.url}{path}")
    expect(page.locator("h1")).to_be_visible(timeout=SLOW)
    page.wait_for_load_state("networkidle")


def records(page: Page, site: Site, path: str) -> Locator:
    """Its rows, once they are there."""
    go(page, site, path)
    rows = page.locator(".ag-center-cols-container .ag-row .record-open")
    expect(rows.first).to_be_visible(timeout=SLOW)
    return rows
