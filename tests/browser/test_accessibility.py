"""No page breaks a success criterion of WCAG 2.2 A or AA that a program can check, in light and in dark."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, StorageState, expect

from data.catalog import ENTITIES
from layouts.pages import PAGES
from tests.browser.conftest import ROOT, SIZES, Site, opened

AXE = (ROOT / "dashboard" / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
DRAWN = """Promise.allSettled(document.getAnimations()
  .filter(one => Number.isFinite(one.effect.getComputedTiming().endTime)).map(one => one.finished))"""
DOORS = ("/sign-in", "/forgot", "/link/none")
WAITING = ".skeleton, .dash-loading, .ag-overlay-loading-center"
PATHS = [page.path for page in PAGES if not page.path.startswith("/imports/<")]  # an import is made, not in the demo


@pytest.fixture
def page(browser: Browser, signed_in_state: StorageState, trouble: list[str], mode: str) -> Iterator[Page]:
    yield from opened(browser, signed_in_state, trouble, SIZES["desktop"], mode)


@pytest.fixture(scope="module")
def places(site: Site) -> dict[str, str]:
    """Each page's path, with the id of a record of the demo's where it names one."""
    engine = sa.create_engine(site.urls.owner, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return {page.path: page.path.replace("<id>", _some_id(connection, page.entity)) for page in PAGES}


def _some_id(connection: sa.Connection, entity: str) -> str:
    if not entity:
        return ""
    table = ENTITIES[entity].model.__table__
    return str(connection.execute(sa.select(table.c.id).order_by(table.c.id).limit(1)).scalar_one())


def violations(page: Page) -> list[str]:
    """Each with what it concerns; what is still being drawn or faded in is waited for."""
    expect(page.locator(WAITING)).to_have_count(0, timeout=20_000)
    page.evaluate(DRAWN)
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(RUN, TAGS)
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found["violations"]
    ]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_no_violation(page: Page, site: Site, places: dict[str, str], path: str) -> None:
    page.goto(f"{site.url}{places[path]}")
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


@pytest.mark.parametrize("path", DOORS)
def test_a_way_in_has_no_violation(browser: Browser, site: Site, mode: Any, path: str) -> None:
    context = browser.new_context(color_scheme=mode)
    page = context.new_page()
    page.goto(f"{site.url}{path}")
    assert violations(page) == []
    context.close()


def test_the_palette_has_no_violation(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/account")
    expect(page.locator("h1")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("a")
    expect(page.locator("#palette-found [role=option]").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("entity", ["customers", "processes", "hours", "contacts"])
def test_the_panel_with_a_form_has_no_violation(page: Page, site: Site, entity: str) -> None:
    page.goto(f"{site.url}/{entity}")
    page.locator(".records-new").first.click()
    expect(page.locator("#record .form .field").first).to_be_visible()
    assert violations(page) == []


def test_on_a_phone_the_open_menu_has_no_violation(
    browser: Browser, site: Site, signed_in_state: StorageState, trouble: list[str], mode: str
) -> None:
    for page in opened(browser, signed_in_state, trouble, SIZES["phone"], mode):
        page.goto(f"{site.url}/customers")
        expect(page.locator(".ag-header-cell").first).to_be_visible()
        page.locator("#nav-open").click()
        expect(page.locator("#nav-close")).to_be_focused()
        assert violations(page) == []
