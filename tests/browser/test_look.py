"""How pages look at the sizes they are read at: what fits, what is cut and what is drawn while rows are read."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site

CUT = "element => element.scrollHeight > element.clientHeight"


def test_the_whole_navigation_is_seen_on_a_laptop(desk: Page, site: Site) -> None:
    for height in (1000, 860):
        desk.set_viewport_size({"width": 1440, "height": height})
        desk.goto(f"{site.url}/account")
        expect(desk.locator(".side-link").last).to_be_visible()
        assert not desk.locator(".side").evaluate(CUT), height


def test_rows_that_are_still_read_are_drawn_as_such(desk: Page, site: Site) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "getRowsRequest" in (route.request.post_data or "") and not held:
            held.append(route)
        else:
            route.continue_()

    desk.route("**/_dash-update-component*", hold)
    desk.goto(f"{site.url}/teams")
    waiting = desk.locator('.ag-row[row-index="0"] .ag-cell[col-id="name"]')
    expect(waiting).to_be_visible()
    drawn = "element => getComputedStyle(element, '::before').content"
    assert waiting.evaluate(drawn) == '""'
    held[0].continue_()
    expect(waiting).not_to_be_empty()
    assert waiting.evaluate(drawn) == "none"


def test_a_list_is_no_taller_than_its_rows(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/admin/users")
    grid = desk.locator(".page-grid")
    expect(grid.locator(".row-open").first).to_be_visible()
    expect(grid).to_have_attribute("style", re.compile(r"--rows: \d;"))
    assert (grid.bounding_box() or {})["height"] == 340
    desk.goto(f"{site.url}/tasks")
    expect(grid.locator(".record-open").first).to_be_visible()
    assert (grid.bounding_box() or {})["height"] > 600


def test_words_that_do_not_fit_in_a_cell_end_in_an_ellipsis(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/tasks")
    title = desk.locator(".ag-center-cols-container .record-open").first
    expect(title).to_be_visible()
    inside, around = title.bounding_box(), title.locator("xpath=ancestor::*[@role='gridcell']").bounding_box()
    title.evaluate("element => { element.textContent = 'a word and '.repeat(60); }")
    inside = title.bounding_box()
    assert inside
    assert around
    assert inside["x"] + inside["width"] <= around["x"] + around["width"]
    assert title.evaluate("element => getComputedStyle(element).textOverflow") == "ellipsis"
