"""The server is away for a moment, and what was typed is not lost."""

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.planning import toast
from tests.browser.test_records import cell, listed, make_contact


def test_a_value_that_could_not_be_saved_is_sent_again_until_it_is(desk: Page, site: Site, trouble: list[str]) -> None:
    name, tries = make_contact(desk, site), []

    def away_at_first(route: Route) -> None:
        if "records-edit" not in (route.request.post_data or ""):
            return route.continue_()
        tries.append(route.request.post_data)
        return route.continue_() if len(tries) > 2 else route.fulfill(status=503, json={"message": "Away."})

    listed(desk, site, f"/contacts?words={name}")
    desk.route("**/_dash-update-component*", away_at_first)
    cell(desk, 0, "title").dblclick()
    expect(cell(desk, 0, "title").locator("input")).to_be_focused()
    desk.keyboard.type("Patient")
    desk.keyboard.press("Enter")
    toast(desk, "Away.")
    expect(cell(desk, 0, "title")).to_have_text("Patient")
    expect(desk.locator(".toast-note", has_text="is saved").first).to_be_visible(timeout=20_000)
    assert len(tries) == 3
    desk.reload()
    expect(cell(desk, 0, "title")).to_have_text("Patient")
    trouble[:] = [line for line in trouble if "503" not in line]
