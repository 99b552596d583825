"""A wrong click is taken back from the message, by the keyboard and a day later; what happened is told."""

import re

from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import SIZES, Site, opened


def field(page: Page, name: str):
    return page.locator(f'[id=\'{{"field":"{name}","form":"record","kind":"field"}}\']')


def open_first(page: Page, site: Site, path: str) -> str:
    """Opens the first record of a list; returns what it is called."""
    page.goto(f"{site.url}{path}")
    first = page.locator(".ag-row .row-open, .ag-row .record-open").first
    expect(first).to_be_visible()
    name = first.inner_text()
    first.click()
    expect(page.locator("#record")).to_be_visible()
    return name


def delete(page: Page) -> None:
    page.locator("#record summary", has_text="Delete").click()
    page.locator("#record-remove").click()


def toast(page: Page, words: str):
    shown = page.locator(".toast-note", has_text=words).last
    expect(shown).to_be_visible()
    return shown


def test_a_deleted_record_comes_back_with_the_button_of_the_message(desk: Page, site: Site) -> None:
    name = open_first(desk, site, "/services")
    field(desk, "name").fill(f"{name} II")
    desk.locator("#record-save").click()
    undo = desk.locator(".toast-undo").last
    expect(undo).to_be_visible()
    expect(desk.locator("#record")).to_be_hidden()
    undo.focus()
    desk.keyboard.press("Enter")
    toast(desk, f"{name} is as it was before.")
    expect(desk.locator(".ag-row", has_text=name).first).to_be_visible()


def test_control_z_takes_back_a_deletion(desk: Page, site: Site) -> None:
    name = open_first(desk, site, "/contacts")
    delete(desk)
    expect(desk.locator(".toast-undo").last).to_be_visible()
    expect(desk.locator("#record")).to_be_hidden()
    desk.keyboard.press("Control+z")
    toast(desk, name)
    expect(desk.locator(".ag-row", has_text=name).first).to_be_visible()


def test_an_open_record_shows_what_an_undo_has_made_of_it(desk: Page, site: Site) -> None:
    name = open_first(desk, site, "/teams")
    before = field(desk, "finance_code").input_value()
    field(desk, "finance_code").fill("F-0815")
    desk.locator("#record-save").click()
    undo = desk.locator(".toast-undo").last
    expect(undo).to_be_visible()
    expect(desk.locator("#record")).to_be_hidden()
    undo.hover()  # it stays
    desk.locator(".ag-row .row-open, .ag-row .record-open", has_text=name).first.focus()
    desk.keyboard.press("Enter")
    expect(field(desk, "finance_code")).to_have_value("F-0815")
    undo.click()
    expect(field(desk, "finance_code")).to_have_value(before)
    field(desk, "finance_code").fill("F-0816")
    toast(desk, "as it was before").get_by_role("button", name="Undo").click()
    toast(desk, "Saving will show you both versions")
    expect(field(desk, "finance_code")).to_have_value("F-0816")


def test_control_z_takes_back_nothing_that_no_message_offers_any_more(desk: Page, site: Site) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.post_data or ""))
    desk.goto(f"{site.url}/teams")
    undo = {"text": "Somewhere is saved.", "kind": "success", "undo": "01234567-89ab-7def-8123-456789abcdef"}
    expect(desk.locator(".record-open").first).to_be_visible()
    desk.evaluate("message => window.dash_clientside.crm.toast(message)", undo)
    toast(desk, "Somewhere is saved.").get_by_role("button", name="Dismiss").click()
    desk.keyboard.press("Control+z")
    desk.wait_for_timeout(500)
    assert not [body for body in asked if "undo-wanted" in body]


def test_a_history_is_read_and_a_record_returned_to_it(desk: Page, site: Site) -> None:
    name = open_first(desk, site, "/teams")
    field(desk, "finance_code").fill("F-4711")
    desk.locator("#record-save").click()
    expect(desk.locator(".toast-undo").last).to_be_visible()
    desk.locator(".ag-row .row-open, .ag-row .record-open", has_text=name).first.click()
    desk.locator("#record").get_by_role("button", name="History").click()
    panel = desk.locator("#history-panel")
    expect(panel).to_contain_text("F-4711")
    expect(panel).to_contain_text("Ada Admin")


def test_a_change_is_taken_back_from_the_list_of_changes(desk: Page, site: Site) -> None:
    name = open_first(desk, site, "/products")
    field(desk, "indication").fill("Something else")
    desk.locator("#record-save").click()
    expect(desk.locator(".toast-undo").last).to_be_visible()
    desk.goto(f"{site.url}/changes")
    row = desk.locator(".changes > li", has_text=name).first
    row.get_by_role("button").click()
    toast(desk, f"{name} is as it was before.")
    expect(desk.locator(".changes > li", has_text="Taken back").first).to_be_visible()


def test_the_timeline_goes_on_and_can_be_narrowed(
    browser: Browser, site: Site, signed_in_state: StorageState, trouble: list[str]
) -> None:
    for size in SIZES.values():
        for page in opened(browser, signed_in_state, trouble, size, "dark"):
            page.goto(f"{site.url}/timeline")
            events = page.locator(".timeline-events > li")
            expect(events).to_have_count(50)
            page.get_by_role("button", name="Show earlier").click()
            expect(events).to_have_count(100)
            page.locator(".timeline-about").select_option("milestones")
            expect(events.first).to_contain_text(re.compile("was reached in"))
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
