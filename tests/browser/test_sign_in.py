"""The way in and out, as a person takes it."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import EMAIL, PASSWORD, Site, sign_in


def test_a_wrong_password_is_said_and_the_address_is_kept(page: Page, site: Site) -> None:
    sign_in(page, site, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("password is wrong")
    expect(page.get_by_label("E-mail")).to_have_value(EMAIL)


def test_signing_out_leads_back_to_the_door(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, site)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    page.get_by_label("Account of Ada Admin").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


def test_an_ended_session_says_so_and_comes_back_to_the_same_place(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/?view=7")
    expect(page).to_have_url(f"{site.url}/sign-in?next=%2F%3Fview%3D7")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".tile-value").first).to_be_visible()
    context.clear_cookies()
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_role("alert")).to_contain_text("session has ended")
    expect(page).to_have_url(f"{site.url}/sign-in?next=%2F%3Fview%3D7")
    context.close()


def test_an_address_that_leads_nowhere_says_so(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, site)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    answer = page.goto(f"{site.url}/nowhere")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    context.close()
