"""Every page with nothing to show, with one record of each kind, and when the only process is done."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from dashboard.services.throwaway import Urls
from data import accounts, db
from data.access import SYSTEM
from layouts.pages import PAGES
from tests.browser.axe import MODES
from tests.browser.conftest import EMAIL, PASSWORD, SIZES, Site, new_session, opened, served
from tests.browser.looks import faults, settle
from tests.browser.states import STATES
from tests.databases import migrated_database

FIGURES = [page.path for page in PAGES if page.viewed]


@pytest.fixture(scope="module", params=STATES)
def state(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def place(state: str, cluster: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on a database in that state, with one administrator."""
    with migrated_database(cluster) as urls:
        engine = db.configure(urls.web, pooled=False)
        with db.session(SYSTEM) as session:
            accounts.create_admin(session, EMAIL, "Ada Admin", PASSWORD)
            STATES[state](session)
        engine.dispose()
        with served(urls, tmp_path_factory.mktemp("home")) as url:
            yield Site(url, urls)


def test_no_page_errs_or_overlaps(browser: Browser, place: Site, state: str, size: str, trouble: list[str]) -> None:
    for page in opened(browser, new_session(place), trouble, SIZES[size], "light"):
        assert [said for path in _paths(place, state) for said in _faults(page, place, path)] == []


def _paths(place: Site, state: str) -> list[str]:
    """All that there is to open; where only the figures differ, their pages."""
    if state == "finished":
        return FIGURES
    engine = sa.create_engine(place.urls.owner, poolclass=sa.NullPool)
    with engine.connect() as connection:
        ids = {name: connection.exec_driver_sql(f"SELECT min(id) FROM {name}").scalar() for name in _records()}
    return [page.path.replace("<id>", ids.get(page.entity) or "") for page in PAGES if ids.get(page.entity, True)]


def _records() -> set[str]:
    return {page.entity for page in PAGES} - {""}


def _faults(page: Page, place: Site, path: str) -> list[str]:
    page.goto(f"{place.url}{path}")
    settle(page)
    return [f"{path}, {mode}: {said}" for mode in MODES for said in faults(page, mode)]
