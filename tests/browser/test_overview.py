"""What an executive does with the overview."""

import re

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import SIZES, Site, opened

CHARTS = ("process_progress", "sdlc_funnel", "utilisation_heatmap", "utilisation_pace", "pharma_pipeline")


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def click_mark(page: Page, marks: str, place: int) -> None:
    """Where the mark is: plotly lays a sheet of its own over the drawing."""
    mark = page.locator(marks).nth(place)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def drawn(page: Page) -> None:
    for name in CHARTS:
        expect(page.locator(f".chart-{name} .main-svg").first).to_be_visible(timeout=20_000)


def test_the_overview_fits_every_screen_in_both_modes(
    browser: Browser, site: Site, signed_in_state: StorageState, trouble: list[str], size: str, mode: str
) -> None:
    for page in opened(browser, signed_in_state, trouble, SIZES[size], mode):
        page.goto(site.url)
        drawn(page)
        assert page.evaluate("document.documentElement.dataset.bsTheme") in (mode, "auto")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        for panel in page.locator(".panel").all():
            box = panel.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= SIZES[size][0]


@pytest.mark.parametrize("measure", ["active_customers", "open_processes", "overdue_tasks"])
def test_a_tile_lists_as_many_records_as_it_counts(desk: Page, site: Site, measure: str) -> None:
    desk.goto(site.url)
    tile = desk.locator(f'.tile-button[id*="{measure}"]')
    counted = number(tile.locator(".tile-value").inner_text())
    tile.click()
    expect(desk.locator("#drill-count")).to_have_text(re.compile(rf"^{counted:,} records?$"))
    expect(desk.locator("#drill-grid .ag-row").first).to_be_visible()


def test_a_stage_of_the_funnel_lists_its_processes_again_and_again(desk: Page, site: Site) -> None:
    desk.goto(site.url)
    drawn(desk)
    for _ in range(2):
        click_mark(desk, ".chart-sdlc_funnel .trace .point", 1)
        expect(desk.locator("#drill-title")).to_have_text("Reached Design")
        expect(desk.locator("#drill-grid .ag-row").first).to_be_visible()
        desk.keyboard.press("Escape")
        expect(desk.locator("#drill-title")).to_be_hidden()


def test_a_list_is_sorted_by_the_server(desk: Page, site: Site) -> None:
    desk.goto(site.url)
    desk.locator('.tile-button[id*="open_processes"]').click()
    due = desk.locator('#drill-grid .ag-row [col-id="progress"]')
    expect(due.first).to_be_visible()
    header = desk.locator('#drill-grid .ag-header-cell[col-id="progress"]')
    header.click()
    header.click()
    expect(header).to_have_attribute("aria-sort", "descending")
    desk.wait_for_timeout(500)
    shown = [number(text) for text in due.all_inner_texts() if text.strip()]
    assert shown == sorted(shown, reverse=True)


def test_dark_mode_is_kept_and_comes_without_a_flash(desk: Page, site: Site) -> None:
    desk.goto(site.url)
    drawn(desk)
    desk.get_by_role("button", name="Dark").first.click()
    expect(desk.locator("html")).to_have_attribute("data-bs-theme", "dark")
    raw = desk.request.get(site.url).text()
    assert 'data-bs-theme="dark"' in raw


def test_the_figures_can_be_read_again(desk: Page, site: Site) -> None:
    desk.goto(site.url)
    drawn(desk)
    with desk.expect_response(re.compile("_dash-update-component")) as answer:
        desk.get_by_role("button", name="Refresh").click()
    assert answer.value.status == 200
    drawn(desk)


def test_the_page_can_be_used_without_a_mouse(desk: Page, site: Site) -> None:
    desk.goto(site.url)
    drawn(desk)
    desk.keyboard.press("Tab")
    expect(desk.get_by_text("Skip to the content")).to_be_focused()
    desk.locator('.tile-button[id*="overdue_tasks"]').focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#drill-title")).to_have_text("Overdue tasks")


def test_the_menu_opens_on_a_phone(
    browser: Browser, site: Site, signed_in_state: StorageState, trouble: list[str]
) -> None:
    for page in opened(browser, signed_in_state, trouble, SIZES["phone"], "light"):
        page.goto(site.url)
        page.get_by_role("button", name="Open the menu").click()
        expect(page.get_by_role("link", name="Overview")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#nav-close")).not_to_be_in_viewport()
