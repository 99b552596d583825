"""A process that is planned in a browser: how its task tree is grown, found and read."""

import re
import time

from playwright.sync_api import Locator, Page, expect

from data import db, tasks
from data.access import SYSTEM
from tests.browser.conftest import Site

SOON = 12_000  # the page asks every four seconds whether anything has changed


def plant(process: str, *titles: str, below: str | None = None) -> list[str]:
    with db.session(SYSTEM) as session:
        return [tasks.add(session, process, title, below).id for title in titles]


def tree(page: Page) -> list[str]:
    """The tree as it is seen: two blanks a level; a title that is being edited has no words yet."""
    level = "row => '  '.repeat(row.ariaLevel - 1) + row.querySelector('.task-title')?.textContent"
    return page.locator(".task[data-id]").evaluate_all(f"rows => rows.map({level})")


def sees(page: Page, *lines: str) -> None:
    deadline = time.monotonic() + SOON / 1000
    while (now := tree(page)) != list(lines) and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert now == list(lines)


def go(page: Page, site: Site, process: str) -> None:
    page.goto(f"{site.url}/processes/{process}")
    expect(page.get_by_role("heading", name="Claims intake")).to_be_visible(timeout=60_000)
    expect(page.locator("#task-bar button").first).to_be_visible()


def row(page: Page, title: str) -> Locator:
    return page.locator(".task[data-id]").filter(has=page.locator(".task-title", has_text=re.compile(f"^{title}$")))


def toast(page: Page, words: str) -> None:
    expect(page.locator(".toast-note").filter(has_text=words).last).to_be_visible()


def tab_to(page: Page, locator: Locator) -> None:
    """Only Tab; a control that it does not reach fails."""
    for _ in range(80):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there.")
