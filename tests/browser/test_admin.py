"""What an administrator does on the pages of administration, and everybody with their account."""

import re
import uuid

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.browser.conftest import EMAIL, PASSWORD, SIZES, Site, opened, sign_in

PAGES = {
    "/account": "Your account",
    "/admin/users": "Users",
    "/admin/roles": "Roles",
    "/admin/sessions": "Sessions",
    "/admin/audit": "Audit trail",
    "/admin/jobs": "Jobs",
    "/admin/settings": "Settings",
}
DRAWN = ".row-open, .ag-cell-value, .fact, .matrix, .form .field"


def field(page: Page, form: str, name: str) -> Locator:
    return page.locator(f'[id=\'{{"field":"{name}","form":"{form}","kind":"field"}}\']')


def toast(page: Page, words: str) -> None:
    expect(page.locator(".toast-note").filter(has_text=words).first).to_be_visible()


def invite(page: Page, site: Site, name: str) -> str:
    """Invites somebody through the page; returns their link."""
    page.goto(f"{site.url}/admin/users")
    page.get_by_role("button", name="Invite").click()
    field(page, "user", "name").fill(name)
    field(page, "user", "email").fill(f"{uuid.uuid4().hex}@example.com")
    page.locator("#users-send").click()
    link = page.locator("#users-link-address")
    expect(link).to_be_visible()
    return link.input_value()


@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_administration_fits_and_can_be_reached(
    browser: Browser, site: Site, signed_in_state: StorageState, trouble: list[str], size: str
) -> None:
    for page in opened(browser, signed_in_state, trouble, SIZES[size], "dark"):
        for path, title in PAGES.items():
            page.goto(f"{site.url}{path}")
            expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
            expect(page.locator(DRAWN).first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_an_invitation_says_what_is_wrong_then_ends_in_a_link_that_lets_one_in(
    desk: Page, site: Site, browser: Browser
) -> None:
    desk.goto(f"{site.url}/admin/users")
    desk.get_by_role("button", name="Invite").click()
    desk.locator("#users-send").click()
    expect(desk.locator(".field-problem:visible")).to_have_count(2)
    desk.keyboard.press("Escape")
    link = invite(desk, site, "Ines Invited")
    toast(desk, "Ines Invited is invited")
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    context.close()


def test_a_user_is_narrowed_to_a_customer_found_by_typing(desk: Page, site: Site) -> None:
    invite(desk, site, "Carla Customer")
    desk.locator("#users-done").click()
    desk.get_by_placeholder("Search by name").fill("carla customer")
    expect(desk.locator("#users-count")).to_have_text("1 user")
    desk.locator(".row-open").click()
    expect(desk).to_have_url(re.compile(r"user=\w+"))
    field(desk, "user", "customer_ids").click()
    desk.locator(".dash-dropdown-search").fill("a")
    desk.locator(".dash-dropdown-option").first.click()
    desk.keyboard.press("Escape")
    desk.locator("#users-save").click()
    toast(desk, "Carla Customer is saved")
    expect(desk.locator('#users-grid .ag-row [col-id="customers"]')).to_have_text("1")


def test_a_user_is_put_out_after_asking_once_more(desk: Page, site: Site) -> None:
    invite(desk, site, "Otto Outside")
    desk.locator("#users-done").click()
    desk.get_by_placeholder("Search by name").fill("otto")
    desk.locator(".row-open", has_text="Otto").click()
    desk.locator("summary", has_text="Deactivate").click()
    desk.locator("#users-deactivate").click()
    toast(desk, "cannot sign in any more")
    expect(desk.locator("#users-activate")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#users-grid .tag", has_text="Deactivated")).to_be_visible()


def test_a_role_is_copied_changed_with_its_difference_shown_and_deleted(desk: Page, site: Site) -> None:
    name = f"Auditor {uuid.uuid4().hex[:6]}"
    desk.goto(f"{site.url}/admin/roles")
    desk.get_by_role("link", name="Copy").click()
    field(desk, "role", "name").fill(name)
    desk.locator("#roles-create").click()
    toast(desk, f"The role {name} is made")
    desk.get_by_label("export audit trail").check()
    expect(desk.locator("#roles-difference")).to_contain_text("Audit trail: export")
    desk.locator("#roles-save").click()
    toast(desk, "is saved")
    expect(desk.locator("#roles-difference")).not_to_contain_text("Audit trail: export")  # drawn anew
    desk.locator("summary", has_text="Delete").click()
    desk.locator("#roles-delete").click()
    toast(desk, "deleted")
    expect(desk.locator(".role-link", has_text=name)).to_have_count(0)


def test_the_trail_is_searched_opened_and_followed_to_a_records_history(desk: Page, site: Site) -> None:
    invite(desk, site, "Tina Trail")
    desk.goto(f"{site.url}/admin/audit")
    field(desk, "audit", "resource_type").select_option("users")
    field(desk, "audit", "text").fill("Tina Trail")
    field(desk, "audit", "text").press("Enter")
    expect(desk.locator("#audit-count")).to_have_text("1 entry")
    assert "resource_type=users" in desk.url
    desk.locator("#audit-grid .row-open").first.click()
    expect(desk.locator(".compared")).to_contain_text("Tina Trail")
    desk.get_by_role("link", name="History of this record").click()
    expect(desk).to_have_url(re.compile("resource_id="))
    desk.go_back()
    expect(desk.locator("#audit-count")).to_have_text("1 entry")


def test_a_setting_is_refused_at_its_field_then_saved(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/admin/settings")
    attempts = field(desk, "settings", "lockout_attempts")
    attempts.fill("99")
    desk.locator("#settings-save").click()
    expect(desk.locator(".field-problem:visible")).to_have_text("Give a whole number from 3 to 20.")
    attempts.fill("7")
    desk.locator("#settings-save").click()
    toast(desk, "1 setting is saved")
    desk.reload()
    expect(attempts).to_have_value("7")
    desk.locator("#settings-test").click()
    toast(desk, "No mail server is set")


def test_jobs_say_that_redis_is_away(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/admin/jobs")
    expect(desk.locator(".fact").first).to_contain_text("Redis cannot be reached")


def test_a_session_is_ended_with_the_keyboard_and_its_holder_is_out(desk: Page, site: Site, browser: Browser) -> None:
    context = browser.new_context()
    other = context.new_page()
    sign_in(other, site)
    expect(other.locator(".tile-value").first).to_be_visible()
    desk.goto(f"{site.url}/admin/sessions")
    cell = desk.locator('#sessions-grid .ag-cell[col-id="end"]:has(button)').first
    cell.focus()
    desk.keyboard.press("Enter")
    toast(desk, "The session has ended")
    other.reload()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


def test_what_was_typed_outlives_an_ended_session_but_no_password_does(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, site)
    page.goto(f"{site.url}/account")
    field(page, "profile", "timezone").fill("Europe/Lisbon")
    field(page, "password", "old").fill(PASSWORD)
    context.clear_cookies()
    page.locator("#account-save").click()
    expect(page).to_have_url(re.compile("sign-in"))
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{site.url}/account")
    expect(field(page, "profile", "timezone")).to_have_value("Europe/Lisbon")
    expect(field(page, "password", "old")).to_have_value("")
    assert page.evaluate("sessionStorage.getItem('crm-typed')") is None
    context.close()
