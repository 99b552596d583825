"""A manager's day with records: find, open, change, log, in the list itself, with others at the same time."""

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from layouts.addresses import records
from layouts.lists import LISTS
from tests.browser.conftest import SIZES, Site, opened
from tests.browser.test_admin import field, toast

ROWS = ".ag-center-cols-container .ag-row"


@pytest.fixture
def other(browser: Browser, signed_in_state: StorageState) -> Iterator[Page]:
    """A second person at their own desk."""
    yield from opened(browser, signed_in_state, [], SIZES["desktop"], "light")


def found(page: Page, form: str, name: str) -> Locator:
    """The box one types into to find a record."""
    return page.locator(f'[id=\'{{"field":"{name}","kind":"lookup-text","panel":"{form}"}}\']')


def cell(page: Page, row: int, column: str) -> Locator:
    return page.locator(f'{ROWS}[row-index="{row}"] [col-id="{column}"]')


def listed(page: Page, site: Site, path: str) -> None:
    page.goto(f"{site.url}{path}")
    expect(page.locator(".record-open").first).to_be_visible()


def make_contact(page: Page, site: Site) -> str:
    """Adds a colleague through the form; returns their name."""
    name = f"Zoe {uuid.uuid4().hex[:8]}"
    page.goto(f"{site.url}/contacts?open=new")
    field(page, "record", "name").fill(name)
    field(page, "record", "type").select_option("Internal")
    page.keyboard.press("Control+Enter")
    toast(page, f"{name} is added")
    return name


def search(page: Page, words: str, count: str) -> None:
    page.locator(".records input[type=search]").fill(words)
    expect(page.locator(".records .counted")).to_have_text(re.compile(count))


@pytest.mark.parametrize("size", SIZES)
def test_every_list_fits_and_shows_its_rows_or_says_that_there_are_none(
    browser: Browser, site: Site, signed_in_state: StorageState, trouble: list[str], size: str
) -> None:
    for page in opened(browser, signed_in_state, trouble, SIZES[size], "dark"):
        for name in LISTS:
            page.goto(f"{site.url}{records(name)}")
            expect(page.locator(f"{ROWS} .record-open, .rows-notice").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_hours_are_logged_for_a_service_found_by_typing(desk: Page, site: Site) -> None:
    listed(desk, site, "/hours")
    desk.get_by_role("button", name="New entry of hours").click()
    service = found(desk, "record", "service_id")
    service.click()
    desk.locator(".lookup-list:visible .lookup-option").first.click()
    expect(service).not_to_have_value("")
    field(desk, "record", "worked_on").fill("2026-11-20")
    field(desk, "record", "hours").fill("a while")
    desk.locator("#record-save").click()
    expect(desk.locator(".field-problem:visible")).to_have_text("Hours 'a while' is not a number.")
    field(desk, "record", "hours").fill("1.25")
    note = f"Workshop {uuid.uuid4().hex[:8]}"
    field(desk, "record", "note").fill(note)
    desk.locator("#record-save").click()
    toast(desk, "is added")
    search(desk, note, "^1 of")
    expect(cell(desk, 0, "hours")).to_have_text("1.25")


def test_what_is_not_found_is_made_on_the_spot_and_chosen(desk: Page, site: Site) -> None:
    name = f"Onboarding {uuid.uuid4().hex[:6]}"
    desk.goto(f"{site.url}/hours?open=new")
    found(desk, "record", "service_id").fill(name)
    desk.locator(".lookup-create").click()
    expect(field(desk, "related", "name")).to_have_value(name)
    found(desk, "related", "customer_id").click()
    desk.locator("#related .lookup-option").first.click()
    desk.locator("#related-save").click()
    expect(found(desk, "record", "service_id")).to_have_value(name)
    expect(field(desk, "record", "service_id")).not_to_have_value("")


def test_a_value_is_changed_in_the_list_and_a_wrong_one_comes_back(desk: Page, site: Site) -> None:
    name = make_contact(desk, site)
    listed(desk, site, f"/contacts?words={name}")
    expect(desk.locator(".records .counted")).to_have_text(re.compile("^1 of"))
    cell(desk, 0, "title").dblclick()
    expect(cell(desk, 0, "title").locator("input")).to_be_focused()
    desk.keyboard.type("Chief Data Officer")
    desk.keyboard.press("Tab")
    expect(cell(desk, 0, "role").locator("input")).to_be_focused()
    desk.keyboard.type("Sponsor")
    desk.keyboard.press("Enter")
    expect(cell(desk, 0, "role")).to_have_text("Sponsor")
    cell(desk, 0, "email").dblclick()
    expect(cell(desk, 0, "email").locator("input")).to_be_focused()
    desk.keyboard.type("nobody")
    desk.keyboard.press("Enter")
    toast(desk, "is no e-mail address")
    expect(cell(desk, 0, "email")).to_have_text("")
    desk.reload()
    expect(cell(desk, 0, "title")).to_have_text("Chief Data Officer")
    expect(cell(desk, 0, "role")).to_have_text("Sponsor")


def test_two_people_edit_one_record_and_the_second_chooses(desk: Page, other: Page, site: Site) -> None:
    name = make_contact(desk, site)
    for page in (desk, other):
        listed(page, site, f"/contacts?words={name}")
        page.locator(".record-open").first.click()
        expect(field(page, "record", "name")).to_have_value(name)
    field(other, "record", "title").fill("Theirs")
    field(other, "record", "role").fill("Their role")
    other.locator("#record-save").click()
    toast(other, "is saved")
    field(desk, "record", "title").fill("Mine")
    desk.locator("#record-save").click()
    expect(desk.locator(".clash")).to_contain_text("Theirs")
    expect(field(desk, "record", "title")).to_have_value("Mine")
    expect(field(desk, "record", "role")).to_have_value("Their role")
    desk.get_by_role("button", name="Take all of theirs").click()
    expect(field(desk, "record", "title")).to_have_value("Theirs")
    desk.get_by_role("button", name="Keep all of mine").click()
    expect(field(desk, "record", "role")).to_have_value("")
    desk.locator("#record-save").click()
    expect(desk.locator("#record.show")).to_have_count(0)
    expect(cell(desk, 0, "title")).to_have_text("Mine")


def test_many_are_changed_and_deleted_at_once(desk: Page, site: Site) -> None:
    names = [make_contact(desk, site) for _ in range(3)]
    listed(desk, site, "/contacts?words=Zoe")
    for row in range(2):
        desk.locator(f'{ROWS}[row-index="{row}"] .ag-checkbox-input').click()
    expect(desk.locator(".bulk-bar strong")).to_have_text("2 chosen")
    desk.locator('.records-bulk[data-act="change"]').click()
    field(desk, "bulk-of", "field").select_option("title")
    field(desk, "bulk", "title").fill("Guest")
    desk.get_by_role("button", name="Change 2 contacts").click()
    toast(desk, "2 contacts changed")
    expect(cell(desk, 1, "title")).to_have_text("Guest")
    desk.locator(f'{ROWS}[row-index="1"] .ag-checkbox-input').click()
    desk.locator('.records-bulk[data-act="remove"]').click()
    desk.locator("#bulk-remove").click()
    toast(desk, "1 contact deleted")
    expect(desk.locator(".bulk-bar")).to_be_hidden()  # what is gone is not chosen for the next thing to be done
    expect(desk.locator(f"{ROWS} .ag-cell:focus, .ag-pinned-left-cols-container .ag-cell:focus")).to_be_visible()
    desk.locator(f'{ROWS}[row-index="0"] .ag-checkbox-input').click()
    desk.locator(".records-all").click()
    expect(desk.locator(".bulk-bar strong")).to_have_text(re.compile("^All .* chosen"))
    desk.locator('.records-bulk[data-act="remove"]').click()
    desk.locator("#bulk-remove").click()
    toast(desk, "contacts deleted")
    expect(desk.locator(".rows-notice")).to_contain_text("Nothing matches")
    expect(desk.locator(".bulk-bar")).to_be_hidden()
    expect(desk.locator(".ag-header-cell:focus")).to_be_visible()
    assert len(names) == 3


def test_nothing_typed_is_lost_by_closing_the_panel(desk: Page, site: Site) -> None:
    listed(desk, site, "/teams")
    desk.locator(".record-open").first.click()
    name = field(desk, "record", "name")
    before = name.input_value()
    name.fill("Something else")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("alertdialog")).to_be_visible()
    desk.get_by_role("button", name="Keep editing").click()
    expect(name).to_have_value("Something else")
    desk.locator(".panel-close").click()
    desk.get_by_role("button", name="Close without saving").click()
    expect(desk.locator("#record.show")).to_have_count(0)
    expect(desk.locator(".record-open").first).to_have_text(before)


def test_a_list_is_shared_by_its_address_and_remembered(desk: Page, other: Page, site: Site) -> None:
    listed(desk, site, "/products")
    desk.locator('.ag-header-cell[col-id="regulatory_status"] .ag-header-cell-filter-button').click()
    desk.locator(".choice-filter label", has_text="Approved").click()
    desk.keyboard.press("Escape")
    expect(desk.locator(".chip")).to_have_text("Regulatory status is Approved")
    expect(desk).to_have_url(re.compile("filter="))
    count = desk.locator(".records .counted").inner_text()
    listed(other, site, desk.url.removeprefix(site.url))
    expect(other.locator(".records .counted")).to_have_text(count)
    desk.locator(".tool-menu summary", has_text="Columns").click()
    desk.locator(".tool-menu label", has_text="NDC").click()
    expect(desk.locator('.ag-header-cell[col-id="ndc_number"]')).to_have_count(0)
    desk.wait_for_timeout(1500)
    listed(desk, site, "/products")
    expect(desk.locator('.ag-header-cell[col-id="ndc_number"]')).to_have_count(0)
    expect(desk.locator(".chip")).to_have_text("Regulatory status is Approved")
    desk.locator(".tool-menu summary", has_text="Columns").click()
    desk.locator(".records-reset").first.click()
    expect(desk.locator('.ag-header-cell[col-id="ndc_number"]')).to_have_count(1)
    expect(desk.locator(".chip")).to_have_count(0)


def test_a_record_is_opened_changed_and_left_with_the_keyboard_alone(desk: Page, site: Site) -> None:
    name = make_contact(desk, site)
    listed(desk, site, f"/contacts?words={name}")
    cell(desk, 0, "name").focus()
    desk.keyboard.press("Enter")
    expect(field(desk, "record", "name")).to_have_value(name)
    for _ in range(30):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.id.includes('\"customer_id\"')"):
            break
    desk.keyboard.type("a")
    expect(desk.locator(".lookup-option").first).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(found(desk, "record", "customer_id")).not_to_have_value("a")
    desk.keyboard.press("Control+Enter")
    toast(desk, f"{name} is saved")
    expect(desk.locator("#record.show")).to_have_count(0)
    expect(desk.locator(".record-open:focus, .ag-cell:focus:has(.record-open)")).to_be_visible()
    desk.keyboard.press("n")
    expect(desk.locator("#record-title")).to_have_text("New contact")
    desk.keyboard.press("Escape")
    expect(desk.locator("#record.show")).to_have_count(0)


def test_a_panel_is_in_the_address_and_opens_again(desk: Page, site: Site) -> None:
    listed(desk, site, "/teams")
    desk.locator(".record-open").first.click()
    expect(desk).to_have_url(re.compile("open="))
    desk.reload()
    expect(desk.locator("#record.show #record-save")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk).not_to_have_url(re.compile("open="))
