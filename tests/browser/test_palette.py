"""The palette by keyboard alone: it finds, goes, adds, gives the focus back, and the last words win."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.test_admin import field

FOUND = "#palette-found [role=option]"


def opened_at(desk: Page, site: Site, path: str) -> None:
    desk.goto(f"{site.url}{path}")
    expect(desk.locator("h1")).to_be_visible()
    desk.keyboard.press("Control+k")
    expect(desk.locator("#palette-words")).to_be_focused()


def test_a_record_is_found_and_opened_by_keyboard(desk: Page, site: Site) -> None:
    opened_at(desk, site, "/account")
    desk.keyboard.type("biotech")
    expect(desk.locator(FOUND).first).to_contain_text("Customer")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/customers/"))
    expect(desk.locator("#palette")).not_to_be_visible()


def test_commands_go_and_add(desk: Page, site: Site) -> None:
    opened_at(desk, site, "/account")
    desk.keyboard.type("go contacts")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/contacts"))
    desk.keyboard.press("Control+k")
    desk.keyboard.type("new customer")
    desk.keyboard.press("Enter")
    expect(desk.locator("#record")).to_contain_text("New customer")


def test_escape_gives_the_focus_back_and_a_slash_in_a_field_stays_one(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/account")
    field = desk.get_by_label("Name", exact=True)
    field.focus()
    field.press("End")
    field.press("/")
    expect(field).to_have_value(re.compile("/$"))
    desk.keyboard.press("Control+k")
    desk.keyboard.press("Escape")
    expect(field).to_be_focused()


def test_an_answer_to_earlier_words_does_not_stay(desk: Page, site: Site) -> None:
    """The first answer is held back until the second has come."""
    opened_at(desk, site, "/account")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if '"value":"extract"' in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    desk.route("**/_dash-update-component*", hold)
    desk.keyboard.type("extract")
    desk.wait_for_timeout(1000)
    desk.locator("#palette-words").fill("zzzzzzz")
    expect(desk.locator("#palette-said")).to_contain_text("zzzzzzz")
    for route in held:
        route.fulfill(response=route.fetch())
    desk.wait_for_timeout(1000)
    assert len(held) == 1
    expect(desk.locator("#palette-said")).to_contain_text("zzzzzzz")
    expect(desk.locator(FOUND)).to_have_count(0)


def test_a_record_in_place_of_an_unsaved_one_is_asked_about_first(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/teams")
    desk.locator(".record-open").first.click()
    name = field(desk, "record", "name")
    name.fill("Half typed")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("new contact")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alertdialog")).to_be_visible()
    expect(name).to_have_value("Half typed")
    desk.get_by_role("button", name="Close without saving").click()
    expect(desk.locator("#record-title")).to_have_text("New contact")


def test_a_panel_in_which_nothing_was_typed_closes_with_its_page(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/teams")
    desk.locator(".record-open").first.click()
    expect(field(desk, "record", "name")).to_be_visible()
    desk.keyboard.press("Control+k")
    desk.keyboard.type("go to processes")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/processes$"))
    expect(desk.locator("#record.show")).to_have_count(0)
