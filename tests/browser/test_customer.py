"""One customer in a browser: taken in step by step, by mouse and by keyboard alone, and looked after."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.browser.conftest import SIZES, Site, opened

TODAY = "2026-01-05"
SLOW = 20_000  # milliseconds: a machine that does much else


@pytest.fixture
def largest(site: Site) -> str:
    """The id of a customer of the demo company with work under way, hours, notes and dates."""
    engine = sa.create_engine(site.urls.owner, poolclass=sa.NullPool)
    with engine.connect() as connection:
        found = "SELECT customer_id FROM processes GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        return connection.exec_driver_sql(found).scalar_one()


def field(page: Page, name: str) -> Locator:
    return page.locator(f'[id=\'{{"field":"{name}","form":"record","kind":"field"}}\']')


def toast(page: Page, words: str) -> None:
    expect(page.locator(".toast-note").filter(has_text=words).first).to_be_visible()


def saved(page: Page) -> None:
    """The panel is saved and has closed."""
    page.locator("#record-save").click()
    expect(page.locator("#record")).to_have_count(0, timeout=SLOW)


def steps(page: Page, done: int) -> None:
    expect(page.get_by_text(f"{done} of 4 steps done")).to_be_visible(timeout=SLOW)


def test_a_customer_is_taken_in_step_by_step(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/customers")
    desk.get_by_role("button", name="New customer").click()
    field(desk, "name").fill("Nordlicht Biologics")
    desk.locator("#record-save").click()
    desk.wait_for_url(re.compile(r"/customers/[0-9a-f-]{36}"))
    expect(desk.get_by_role("heading", name="Nordlicht Biologics", level=1)).to_be_visible()
    steps(desk, 0)
    desk.get_by_role("button", name="Set the dates").click()
    field(desk, "contract_start_date").fill(TODAY)
    saved(desk)
    steps(desk, 1)
    for press, name, value, done in (
        ("Add a contact", "name", "Cleo Client", 2),
        ("Add a team", "name", "Launch team", 3),
    ):
        desk.get_by_role("button", name=press).click()
        field(desk, name).fill(value)
        saved(desk)
        steps(desk, done)
    desk.get_by_role("button", name="Add a service").click()
    field(desk, "name").fill("Managed data operations")
    field(desk, "monthly_hours").fill("80")
    saved(desk)
    expect(desk.get_by_role("heading", name="Onboarding")).to_have_count(0)
    expect(desk.get_by_role("tab", name="Contacts")).to_have_text("Contacts1")


def test_a_customer_is_taken_in_by_keyboard_alone(desk: Page, site: Site) -> None:
    keys = desk.keyboard
    desk.goto(f"{site.url}/customers")
    expect(desk.locator(".ag-row").first).to_be_visible()
    desk.get_by_role("button", name="New customer").focus()
    keys.press("Enter")
    expect(field(desk, "name")).to_be_focused()
    keys.type("Keyboard Labs")
    keys.press("Control+Enter")
    desk.wait_for_url(re.compile(r"/customers/[0-9a-f-]{36}"))
    steps(desk, 0)
    for press, value in (("Add a contact", "Kay"), ("Add a team", "Keys"), ("Add a service", "Support")):
        tab_to(desk, desk.get_by_role("button", name=press))
        keys.press("Enter")
        expect(field(desk, "name")).to_be_focused()
        keys.type(value)
        keys.press("Control+Enter")
        expect(desk.locator("#record")).to_have_count(0, timeout=SLOW)
    steps(desk, 3)
    tab_to(desk, desk.get_by_role("tab", name="Processes"))
    for _ in range(2):
        keys.press("ArrowRight")
    keys.press("Enter")
    expect(desk.get_by_role("tab", name="Teams")).to_have_attribute("aria-selected", "true")
    expect(desk.locator(".ag-row").filter(has_text="Keys")).to_be_visible()
    expect(desk).to_have_url(re.compile(r"tab=teams"))


def tab_to(page: Page, wanted: Locator) -> None:
    """Goes on with the Tab key until it is there, as somebody without a mouse does."""
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("It cannot be reached with the Tab key.")


def test_the_onboarding_is_put_away_and_stays_away(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/customers")
    desk.get_by_role("button", name="New customer").click()
    field(desk, "name").fill("Quiet Start")
    desk.locator("#record-save").click()
    steps(desk, 0)
    desk.get_by_role("button", name="Put the onboarding away").click()
    expect(desk.get_by_role("heading", name="Onboarding")).to_have_count(0)
    desk.reload()
    expect(desk.get_by_role("heading", name="Quiet Start")).to_be_visible()
    expect(desk.get_by_role("heading", name="Onboarding")).to_have_count(0)
    desk.get_by_role("button", name="Onboarding", exact=True).click()
    steps(desk, 0)


def test_a_communication_is_logged_in_a_line(desk: Page, site: Site, largest: str) -> None:
    desk.goto(f"{site.url}/customers/{largest}?tab=communications")
    desk.get_by_role("button", name="Log it").click()
    expect(desk.locator(".field-problem:visible")).not_to_have_count(0)
    desk.get_by_role("combobox", name=re.compile("^With")).press("ArrowDown")
    desk.locator(".lookup-option:visible").first.click()
    desk.get_by_label("About", exact=True).fill("Scope of the second extract")
    desk.get_by_role("button", name="Log it").click()
    toast(desk, "is logged")
    expect(desk.locator(".field-problem:visible")).to_have_count(0)
    expect(desk.get_by_label("About", exact=True)).to_have_value("")
    expect(desk.locator(".spoken li").first).to_contain_text("Scope of the second extract")
    expect(desk.locator(".customer .tile").last).to_contain_text("today")


def test_what_is_typed_outlives_what_is_written_beside_it(desk: Page, site: Site, largest: str) -> None:
    desk.goto(f"{site.url}/customers/{largest}?tab=communications")
    desk.get_by_label("About", exact=True).fill("Half a sent")
    desk.locator(".spoken .record-open").first.click()
    field(desk, "notes").fill("Added later.")
    saved(desk)
    expect(desk.locator(".spoken li").first).to_contain_text("Added later.")
    expect(desk.get_by_label("About", exact=True)).to_have_value("Half a sent")


def test_a_colleague_is_assigned_and_taken_off(desk: Page, site: Site, largest: str) -> None:
    desk.goto(f"{site.url}/customers/{largest}?tab=contacts")
    before = desk.locator(".people li")
    expect(before.first).to_be_visible()
    name = before.first.locator(".record-open").inner_text()
    desk.get_by_role("button", name=f"Take {name} off").click()
    toast(desk, f"{name} is taken off")
    expect(desk.get_by_role("button", name=f"Take {name} off")).to_have_count(0)
    desk.get_by_role("combobox", name="Assign somebody").fill(name)
    desk.get_by_role("option", name=name).first.click()
    desk.locator("#assign-contact").click()
    toast(desk, f"{name} works for them now")
    expect(desk.get_by_role("combobox", name="Assign somebody")).to_have_value("")
    expect(desk.get_by_role("button", name=f"Take {name} off")).to_be_visible()


def test_a_customer_with_open_work_is_not_put_away(desk: Page, site: Site, largest: str) -> None:
    desk.goto(f"{site.url}/customers/{largest}")
    desk.get_by_text("Deactivate…").click()
    desk.get_by_role("button", name="Deactivate", exact=True).click()
    toast(desk, "open process")
    expect(desk.get_by_text("Inactive", exact=True)).to_have_count(0)


def test_making_a_customer_is_undone_on_its_page(desk: Page, site: Site) -> None:
    make(desk, site, "Short Visit")
    undo(desk, "Short Visit is added")
    expect(desk.get_by_role("heading", name="Page not found")).to_be_visible(timeout=SLOW)
    expect(desk.get_by_role("tab")).to_have_count(0)


def test_putting_a_customer_away_is_undone(desk: Page, site: Site) -> None:
    make(desk, site, "Back Again")
    desk.get_by_text("Deactivate…").click()
    desk.get_by_role("button", name="Deactivate", exact=True).click()
    expect(desk.get_by_text("Inactive", exact=True)).to_be_visible(timeout=SLOW)
    undo(desk, "Back Again is inactive now")
    expect(desk.get_by_text("Inactive", exact=True)).to_have_count(0, timeout=SLOW)


def make(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.url}/customers")
    page.get_by_role("button", name="New customer").click()
    field(page, "name").fill(name)
    page.locator("#record-save").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible(timeout=SLOW)


def undo(page: Page, words: str) -> None:
    page.locator(".toast-note").filter(has_text=words).get_by_role("button", name="Undo").click()


def test_a_figure_leads_to_its_tab_and_the_address_remembers_it(desk: Page, site: Site, largest: str) -> None:
    desk.goto(f"{site.url}/customers/{largest}")
    desk.locator(".customer .tile-button").nth(1).click()
    expect(desk.get_by_role("heading", name="Services", exact=True)).to_be_visible()
    desk.reload()
    expect(desk.get_by_role("tab", name="Services")).to_have_attribute("aria-selected", "true")
    expect(desk.get_by_role("heading", name="Hours logged")).to_be_visible()


def test_a_customer_that_is_not_there_is_said_to_be_nowhere(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/customers/nobody")
    expect(desk.get_by_role("heading", name="Page not found")).to_be_visible()
    expect(desk).to_have_title("Nothing here · DM CRM")


TABS = (
    "processes",
    "contacts",
    "teams",
    "services",
    "products",
    "documents",
    "notes",
    "dates",
    "communications",
    "timeline",
)


@pytest.mark.parametrize("size", SIZES)
def test_every_tab_fits(
    browser: Browser, site: Site, signed_in_state: StorageState, trouble: list[str], largest: str, size: str
) -> None:
    for page in opened(browser, signed_in_state, trouble, SIZES[size], "dark"):
        for tab in TABS:
            page.goto(f"{site.url}/customers/{largest}?tab={tab}")
            expect(page.locator(".tab-body .panel, .tab-body .ag-row, .tab-body .notice").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), tab
