"""What a manager does with a page of figures: narrow it, share it, walk its marks, take it home."""

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import SLOW, violations
from tests.browser.conftest import Site


def test_filters_live_in_the_address(window: Page, site: Site) -> None:
    window.goto(f"{site.url}/?stage=Nowhere&status=In+Progress")
    expect(window.locator(".answer-line .chip")).to_have_text(["Status: In Progress"])
    expect(window.get_by_text("Stage: what the address asked for is not known here.")).to_be_visible()
    expect(window).to_have_url(f"{site.url}/?status=In+Progress")
    window.locator('[data-filter-menu="stage"] > summary').click()
    window.get_by_role("checkbox", name="Design").click()
    expect(window.locator(".answer-line .chip")).to_have_text(["Status: In Progress", "Stage: Design"])
    expect(window.get_by_role("button", name="2 filters · reset")).to_be_visible()
    window.reload()
    expect(window.locator(".answer-line .chip")).to_have_text(["Status: In Progress", "Stage: Design"])
    window.get_by_role("button", name="2 filters · reset").click()
    expect(window).to_have_url(f"{site.url}/")
    expect(window.locator(".answer-line .chip")).to_have_count(0)
    window.go_back()
    expect(window.locator(".answer-line .chip")).to_have_text(["Status: In Progress", "Stage: Design"])


def test_keys_walk_the_marks_and_list_what_they_count(window: Page, site: Site) -> None:
    window.goto(f"{site.url}/flow")
    chart = window.locator(".chart-sdlc_funnel")
    expect(chart.locator(".main-svg").first).to_be_visible(timeout=SLOW)
    chart.focus()
    window.keyboard.press("ArrowDown")
    window.keyboard.press("ArrowDown")
    expect(chart.locator(".chart-said")).to_have_text(re.compile("^Design: .* processes have reached it"))
    window.keyboard.press("l")
    expect(window.locator("#drill-title")).to_have_text("Reached Design")


def test_a_chart_and_its_table_change_places_and_both_can_be_saved(window: Page, site: Site) -> None:
    window.goto(f"{site.url}/flow?stage=Design")
    card = window.locator('.answer-card[data-kpi="sdlc_funnel"]')
    expect(card.locator(".main-svg").first).to_be_visible(timeout=SLOW)
    card.locator(".chart").focus()
    window.keyboard.press("t")
    expect(card.get_by_role("table", name="SDLC funnel")).to_be_visible()
    expect(card.locator("tbody tr")).to_have_count(6)
    card.get_by_label("More for SDLC funnel").click()
    with window.expect_download() as download:
        card.get_by_role("link", name="CSV file").click()
    assert download.value.suggested_filename.endswith(".csv")
    card.get_by_label("More for SDLC funnel").click()
    card.get_by_role("button", name="Show as chart").click()
    card.get_by_label("More for SDLC funnel").click()
    with window.expect_download() as download:
        card.get_by_role("button", name="Picture (PNG)").click()
    assert download.value.suggested_filename == "SDLC funnel.png"


def test_a_mark_narrows_the_page_and_a_second_action_lists_its_records(window: Page, site: Site) -> None:
    window.goto(site.url)
    chart = window.locator(".chart-pharma_pipeline")
    expect(chart.locator(".main-svg").first).to_be_visible(timeout=SLOW)
    chart.focus()
    window.keyboard.press("ArrowDown")
    expect(chart.locator(".chart-said")).to_contain_text("Discovery")
    window.keyboard.press("Enter")
    expect(window.locator(".answer-line .chip")).to_have_count(2, timeout=SLOW)
    expect(window.locator(".answer-line .chip").last).to_have_text("Regulatory status: Discovery")
    window.get_by_role("button", name="List the records").click()
    expect(window.locator("#drill-title")).to_contain_text("Discovery", timeout=SLOW)
    expect(window.locator("#drill-grid .ag-row").first).to_be_visible()


def test_a_view_is_kept_and_opened_with_and_its_menu_has_no_violation(window: Page, site: Site) -> None:
    window.goto(f"{site.url}/?status=Completed")
    expect(window.locator(".answer-line .chip")).to_have_text(["Status: Completed"], timeout=SLOW)
    window.locator(".filter > summary", has_text="Views").click()
    window.get_by_label("Keep the present filters as").fill("Done work")
    window.get_by_role("button", name="Save view").click()
    window.get_by_role("button", name="Open with it: Done work").click()
    expect(window.get_by_role("button", name="The page opens with it; take that back: Done work")).to_be_visible()
    assert violations(window) == []
    window.goto(site.url)
    expect(window.locator(".answer-line .chip")).to_have_text(["Status: Completed"], timeout=SLOW)
    expect(window).to_have_url(f"{site.url}/?status=Completed")
    window.locator(".filter > summary", has_text="Views").click()
    window.get_by_role("button", name="Delete it: Done work").click()
    expect(window.get_by_text("No view is kept yet")).to_be_visible()
