"""Journeys by keyboard alone: a document and its versions, hours worked, a record that somebody else has changed."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.conftest import SIZES, Site, new_session, opened
from tests.browser.planning import tab_to, toast
from tests.browser.test_admin import field
from tests.browser.test_documents import PDF, TABLE
from tests.browser.test_records import ROWS, cell, found, listed, make_contact


@pytest.fixture
def other(browser: Browser, site: Site) -> Iterator[Page]:
    """A second person at their own desk."""
    yield from opened(browser, new_session(site), [], SIZES["desktop"], "light")


def press(page: Page, control: Locator) -> None:
    tab_to(page, control)
    page.keyboard.press("Enter")


def choose(page: Page, button: Locator, file: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        press(page, button)
    chooser.value.set_files([file])


def choose_first(page: Page, lookup: Locator) -> None:
    """The first of what is offered for a letter."""
    tab_to(page, lookup)
    page.keyboard.type("a")
    expect(page.locator(".lookup-option:visible").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(lookup).not_to_have_value("a")


def open_first_row(page: Page, name: str) -> None:
    """Past the head of the list and the box that chooses the row, to the cell that opens it."""
    expect(page.locator(f'{ROWS}[row-index="0"]')).to_contain_text(name)
    tab_to(page, page.locator(".ag-header-cell").first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")


def test_a_document_is_uploaded_replaced_and_downloaded_by_keyboard_alone(desk: Page, site: Site) -> None:
    name = f"Terms {uuid.uuid4().hex[:8]}"
    desk.goto(f"{site.url}/documents?words={name}")
    press(desk, desk.locator(".page-head").get_by_role("button", name="Upload"))
    form = desk.locator("#upload")
    choose_first(desk, form.get_by_role("combobox", name="Customer"))
    choose(desk, form.get_by_role("button", name="Choose files"), PDF | {"name": f"{name}.pdf"})
    press(desk, form.get_by_role("button", name="Upload", exact=True))
    toast(desk, "is uploaded")
    expect(form).to_be_hidden()
    expect(desk.locator(".page-head").get_by_role("button", name="Upload")).to_be_focused()

    open_first_row(desk, name)
    record = desk.locator("#record")
    expect(record.locator(".file-card")).to_contain_text("PDF · 592 bytes")
    choose(desk, record.get_by_role("button", name="Replace"), TABLE)
    expect(record.locator(".file-card")).to_contain_text("Version 2, Ada Admin")
    with desk.expect_download() as download:
        press(desk, record.get_by_role("link", name="Download").first)
    assert Path(download.value.path()).read_bytes() == TABLE["buffer"]
    press(desk, record.get_by_text("1 earlier version"))
    press(desk, record.get_by_role("button", name="Bring back"))
    expect(record.locator(".file-card")).to_contain_text("Version 3, Ada Admin")


def test_hours_are_logged_by_keyboard_alone(desk: Page, site: Site) -> None:
    note = f"Workshop {uuid.uuid4().hex[:8]}"
    listed(desk, site, "/hours")
    press(desk, desk.get_by_role("button", name="New entry of hours"))
    choose_first(desk, found(desk, "record", "service_id"))
    tab_to(desk, field(desk, "record", "worked_on"))
    desk.keyboard.type("11202026")
    tab_to(desk, field(desk, "record", "hours"))
    desk.keyboard.type("1.25")
    tab_to(desk, field(desk, "record", "note"))
    desk.keyboard.type(note)
    desk.keyboard.press("Control+Enter")
    toast(desk, "is added")
    tab_to(desk, desk.locator(".records input[type=search]"))
    desk.keyboard.type(note)
    expect(cell(desk, 0, "hours")).to_have_text("1.25")


def test_who_saved_second_chooses_between_two_versions_by_keyboard_alone(desk: Page, other: Page, site: Site) -> None:
    name = make_contact(desk, site)
    for page in (desk, other):
        page.goto(f"{site.url}/contacts?words={name}")
        open_first_row(page, name)
        expect(field(page, "record", "name")).to_have_value(name)
    change(other, "Theirs", "Their role")
    toast(other, "is saved")
    change(desk, "Mine", "My role")
    clash = desk.locator(".clash")
    expect(clash).to_contain_text("Theirs")
    tab_to(desk, clash.locator('[name="record-title"]').first)
    desk.keyboard.press("ArrowDown")
    expect(field(desk, "record", "title")).to_have_value("Theirs")
    press(desk, desk.get_by_role("button", name="Keep all of mine"))
    expect(field(desk, "record", "role")).to_have_value("My role")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#record.show")).to_have_count(0)
    expect(cell(desk, 0, "title")).to_have_text("Mine")


def change(page: Page, title: str, role: str) -> None:
    for name, words in (("title", title), ("role", role)):
        tab_to(page, field(page, "record", name))
        page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
