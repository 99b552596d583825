"""Pictures of the pages of figures for docs/pages.md: empty, with one record of each kind, and with very many.

The many are those of DATABASE_URL, if it is set, else of a small installation that is made up. What a reader would not
want to see on a page is said, and then the pictures are not good.
"""

import base64
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.generate import generate
from benchmarks.sizes import SIZES as INSTALLATIONS
from dashboard.services.throwaway import Urls, throwaway_postgres
from data import accounts, db, migrate
from data.access import SYSTEM
from data.errors import Conflict
from layouts.pages import PAGES
from tests.browser.conftest import CHROMIUM, EMAIL, PASSWORD, QUIET, ROOT, SIZES, Site, new_session, served
from tests.browser.looks import faults, settle
from tests.browser.states import STATES
from tests.databases import migrated_database

FOLDER = ROOT / "docs" / "pictures"
SHOTS: dict[str, Any] = {"desktop": "light", "phone": "dark"}
MANY = "many"
SCALE, QUALITY = 0.75, 55
PATIENCE = 120_000  # nothing is measured here, and the machine may have more to do


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dm-crm-")))
        browser = stack.enter_context(_browser())
        sites = stack.enter_context(_sites(home))
        said = [each for state, site in sites.items() for each in _pictures(browser, site, state)]
    sys.stdout.write("".join(f"{line}\n" for line in said))
    return 1 if said else 0


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def _sites(home: Path) -> Iterator[dict[str, Site]]:
    """A server for each state, all at once."""
    with ExitStack() as stack:
        cluster = stack.enter_context(throwaway_postgres(home / "postgres"))
        migrate.upgrade(cluster.owner)
        databases = {state: stack.enter_context(migrated_database(cluster)) for state in ("empty", "one")}
        databases[MANY] = _given() or _generated(stack.enter_context(migrated_database(cluster)))
        for state, urls in databases.items():
            _furnish(urls, state)
            (home / state).mkdir()
        yield {state: Site(stack.enter_context(served(urls, home / state)), urls) for state, urls in databases.items()}


def _given() -> Urls | None:
    url = os.environ.get("DATABASE_URL")
    return Urls(os.environ.get("DATABASE_OWNER_URL", url), url, "") if url else None


def _generated(urls: Urls) -> Urls:
    generate(urls.superuser, INSTALLATIONS["S"], lambda _said: None)
    return urls


def _furnish(urls: Urls, state: str) -> None:
    """Somebody to look, and something to look at."""
    engine = db.configure(urls.web, pooled=False)
    try:
        with db.session(SYSTEM) as session:
            accounts.create_admin(session, EMAIL, "Ada Admin", PASSWORD)
    except Conflict:
        pass  # there from the time before
    with db.session(SYSTEM) as session:
        STATES.get(state, STATES["empty"])(session)
    engine.dispose()


def _pictures(browser: Browser, site: Site, state: str) -> list[str]:
    """Takes them; what is wrong with them."""
    return [said for size in SHOTS for said in _of_size(browser, site, state, size)]


def _of_size(browser: Browser, site: Site, state: str, size: str) -> list[str]:
    mode, (width, height) = SHOTS[size], SIZES[size]
    viewport: Any = {"width": width, "height": height}
    context = browser.new_context(storage_state=new_session(site), viewport=viewport, color_scheme=mode)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for shown in (page_ for page_ in PAGES if page_.viewed):
        page.goto(f"{site.url}{shown.path}")
        settle(page, PATIENCE)
        said += [f"{state}, {size}, {shown.path}: {each}" for each in faults(page, mode)]
        (FOLDER / f"{shown.viewed}-{state}-{size}.webp").write_bytes(_picture(page))
    context.close()
    return said


def _picture(page: Page) -> bytes:
    """The whole page, smaller on a large screen; as webp, which takes a fifth of the room."""
    tall = page.evaluate("document.documentElement.scrollHeight")
    size = page.viewport_size or {}
    clip = {"x": 0, "y": 0, "width": size["width"], "height": tall, "scale": SCALE if size["width"] > 400 else 1}
    asked = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip}
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    sys.exit(main())
