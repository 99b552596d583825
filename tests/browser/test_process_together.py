"""A process that many look at: two people at once, one who comes too late, a Viewer, and a very large plan."""

from playwright.sync_api import Browser, Page, StorageState, expect

from data import accounts, db, tasks
from data.access import SYSTEM
from data.models import User
from data.vocabulary import Role
from tests.browser.conftest import PASSWORD, SIZES, Site, opened
from tests.browser.planning import SOON, go, plant, row, sees, toast


def test_each_of_two_people_sees_what_the_other_does(
    desk: Page, browser: Browser, site: Site, signed_in_state: StorageState, process: str
) -> None:
    plant(process, "Map")
    go(desk, site, process)
    for other in opened(browser, signed_in_state, [], SIZES["desktop"], "light"):
        go(other, site, process)
        row(other, "Map").focus()
        other.keyboard.press("Enter")
        other.keyboard.type("Map all columns")
        other.keyboard.press("Enter")
        sees(desk, "Map all columns")
        row(desk, "Map all columns").focus()
        desk.keyboard.press("Space")
        expect(other.locator(".figures")).to_contain_text("100 %", timeout=SOON)


def test_who_comes_too_late_is_told_and_shown_what_is_there_now(desk: Page, site: Site, process: str) -> None:
    (id_,) = plant(process, "Map")
    go(desk, site, process)
    row(desk, "Map").focus()
    desk.keyboard.press("Enter")
    with db.session(SYSTEM) as session:
        tasks.rename(session, id_, 1, "Map all columns")
    desk.keyboard.type("Map some")
    desk.keyboard.press("Enter")
    toast(desk, "Someone else has just changed “Map all columns”")
    sees(desk, "Map all columns")


def test_two_thousand_tasks_are_drawn_closed_and_opened(desk: Page, site: Site, process: str) -> None:
    grow(process)
    go(desk, site, process)
    expect(desk.locator(".task")).to_have_count(2000, timeout=60_000)
    desk.get_by_role("button", name="Close all").click()
    expect(desk.locator(".task")).to_have_count(40)
    desk.get_by_role("button", name="Open all").click()
    expect(desk.locator(".task")).to_have_count(2000)


def grow(process: str) -> None:
    """Three levels: 40, seven in each of these, six in each of those."""
    top = "INSERT INTO process_tasks (process_id, title) SELECT %(process)s, 'A' || g FROM generate_series(1, 40) g"
    below = """INSERT INTO process_tasks (process_id, parent_task_id, title)
      SELECT process_id, id, 'Part ' || g FROM process_tasks, generate_series(1, %(parts)s) g
      WHERE process_id = %(process)s AND depth = %(depth)s"""
    with db.session(SYSTEM) as session:
        for statement, depth, parts in ((top, 0, 0), (below, 0, 7), (below, 1, 6)):
            session.connection().exec_driver_sql(statement, {"process": process, "depth": depth, "parts": parts})


def test_a_viewer_sees_the_plan_and_is_offered_nothing(
    browser: Browser, site: Site, process: str, trouble: list[str]
) -> None:
    plant(process, "Map")
    with db.session(SYSTEM) as session:
        accounts.create_admin(session, "vi@example.com", "Vi Viewer", PASSWORD)
        session.query(User).filter_by(email="vi@example.com").update({"role": Role.VIEWER})
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("E-mail").fill("vi@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.url}/")
    page.goto(f"{site.url}/processes/{process}")
    sees(page, "Map")
    row(page, "Map").focus()
    for key in ("Space", "Delete", "n", "b"):
        page.keyboard.press(key)
    expect(page.locator(".task-pop, .is-draft")).to_have_count(0)
    expect(
        page.locator("#process-head button:not([data-history-entity]), .process-course button, .link button")
    ).to_have_count(0)
    context.close()


def test_the_page_fits_every_screen_in_both_modes(
    browser: Browser, site: Site, signed_in_state: StorageState, trouble: list[str], size: str, mode: str, process: str
) -> None:
    plant(process, "A task with a name that is rather long, so that it has to be broken into several lines on a phone")
    for page in opened(browser, signed_in_state, trouble, SIZES[size], mode):
        go(page, site, process)
        expect(page.locator(".task")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
