"""The whole product in a real browser: the web server as its own process, on the demo company."""

import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from dashboard.auth import ACCESS, REFRESH
from dashboard.services.throwaway import Urls
from data import accounts, db, demo, sessions
from data.access import SYSTEM
from data.sessions import Visitor
from tests import factories as make
from tests.databases import migrated_database

ROOT = Path(__file__).resolve().parents[2]
EMAIL, PASSWORD = "ada@example.com", "correct horse battery"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
VISITOR = Visitor("127.0.0.1", "Mozilla/5.0 Chrome/140")
KEY = uuid.uuid4().hex  # what the sites' tokens are signed with
SIZES = {"desktop": (1440, 1000), "phone": (390, 844)}
expect.set_options(timeout=20_000)  # milliseconds; a machine that does much else is slow, not wrong


class Site(NamedTuple):
    url: str
    urls: Urls


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    assert CHROMIUM, "There is no chromium: install it (Debian: apt install chromium) or set CHROMIUM."
    return {"executable_path": CHROMIUM, "args": [*QUIET, "--disable-component-update", "--disable-sync"]}


@pytest.fixture(scope="session")
def site(cluster: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on the demo company, with one administrator."""
    with migrated_database(cluster) as urls:
        demo.load(urls.owner, 0.3)
        engine = db.configure(urls.web, pooled=False)
        with db.session(SYSTEM) as session:
            accounts.create_admin(session, EMAIL, "Ada Admin", PASSWORD)
        engine.dispose()
        with served(urls, tmp_path_factory.mktemp("home")) as url:
            yield Site(url, urls)


@pytest.fixture
def process(site: Site) -> Iterator[str]:
    """The id of a process without tasks, of a customer of its own."""
    engine = db.configure(site.urls.web, pooled=False)
    with db.session(SYSTEM) as session:
        customer = make.customer(session, name="Planned Pharma")
        made = make.process(session, name="Claims intake", customer_id=customer.id)
    yield made.id
    with db.session(SYSTEM) as session:
        for row in (made, customer):
            session.delete(session.get_one(type(row), row.id))
            session.flush()
    engine.dispose()


@contextmanager
def served(urls: Urls, home: Path, redis_url: str = "redis://127.0.0.1:1/0") -> Iterator[str]:
    """The web server's address; unless a queue is named, its pages do without."""
    environment = environment_of(urls, home, redis_url)
    port = environment["PORT"]
    with (home / "web.log").open("w") as log:
        web = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "web"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            _wait(f"http://127.0.0.1:{port}/readyz", home / "web.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            web.terminate()
            web.wait(20)


def environment_of(urls: Urls, home: Path, redis_url: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": urls.web,
        "DATABASE_OWNER_URL": "",
        "REDIS_URL": redis_url,
        "SECRET_KEY": KEY,
        "DM_CRM_HOME": str(home),
        "PORT": str(_free_port()),
        "WEB_WORKERS": "1",
    }


@pytest.fixture
def signed_in_state(site: Site) -> StorageState:
    """A session of the test's own: one that is renewed in a test would be a stolen one in the next."""
    return new_session(site)


def new_session(site: Site) -> StorageState:
    before = db.open_session.kw.get("bind")
    engine = db.configure(site.urls.web, pooled=False)
    try:
        with db.session(SYSTEM) as session:
            tokens = sessions.open_session(session, accounts.user_of(session, EMAIL), VISITOR, KEY)
    finally:
        db.open_session.configure(bind=before)
        engine.dispose()
    return StorageState(cookies=[_cookie(ACCESS, tokens.access), _cookie(REFRESH, tokens.refresh)], origins=[])


def _cookie(name: str, value: str) -> Any:
    given = {"domain": "127.0.0.1", "path": "/", "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
    return {"name": name, "value": value, **given}


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=["light", "dark"])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def trouble() -> list[str]:
    """What the browser complained about; a test that opens a page ends with none of it."""
    return []


@pytest.fixture
def desk(browser: Browser, site: Site, signed_in_state: StorageState, trouble: list[str]) -> Iterator[Page]:
    """A signed-in page at desktop size; it must not have complained by the end of the test."""
    yield from opened(browser, signed_in_state, trouble, SIZES["desktop"], "light")


@pytest.fixture(scope="session")
def warm(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """One context for many tests: what a browser keeps need not be loaded again for each."""
    width, height = SIZES["desktop"]
    context = browser.new_context(storage_state=new_session(site), viewport={"width": width, "height": height})
    yield context
    context.close()


@pytest.fixture
def window(warm: BrowserContext, trouble: list[str]) -> Iterator[Page]:
    """A signed-in page, quick to get; it must not have complained by the end of the test."""
    page = warm.new_page()
    _listen(page, trouble)
    yield page
    page.close()
    assert trouble == []


def opened(
    browser: Browser, state: StorageState, trouble: list[str], size: tuple[int, int], mode: Any
) -> Iterator[Page]:
    viewport: Any = {"width": size[0], "height": size[1]}
    context = browser.new_context(storage_state=state, viewport=viewport, color_scheme=mode)
    page = context.new_page()
    _listen(page, trouble)
    yield page
    context.close()
    assert trouble == []


def _listen(page: Page, trouble: list[str]) -> None:
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))


def sign_in(page: Page, site: Site, password: str = PASSWORD) -> None:
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(url: str, log: Path) -> None:
    for _ in range(120):
        try:
            with urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"The web server did not get ready:\n{log.read_text()[-3000:]}")
