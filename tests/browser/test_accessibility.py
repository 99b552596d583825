"""No page breaks a success criterion of WCAG 2.2 A or AA that a program can check, in light and in dark."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from data.catalog import ENTITIES
from layouts.customer.tabs import TABS
from layouts.pages import PAGES
from layouts.process.lists import LISTS, TIMELINE
from tests.browser.axe import SLOW, go, violations
from tests.browser.conftest import Site

DOORS = ("/sign-in", "/forgot", "/link/none")
PATHS = [page.path for page in PAGES]


@pytest.fixture(scope="module")
def ids(site: Site) -> dict[str, str]:
    """A record of the demo company for each page that names one: the customer and the process with the most to show."""
    busiest = {
        "customers": "SELECT customer_id FROM processes GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
        "processes": "SELECT process_id FROM process_tasks GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    }
    engine = sa.create_engine(site.urls.owner, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return {entity: connection.exec_driver_sql(found).scalar_one() for entity, found in busiest.items()}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_no_violation(window: Page, site: Site, ids: dict[str, str], path: str) -> None:
    entity = next(one.entity for one in PAGES if one.path == path)
    assert entity in {"", *ids}
    go(window, site, path.replace("<id>", ids.get(entity, "")))
    assert violations(window) == []


@pytest.mark.parametrize("path", DOORS)
def test_a_way_in_has_no_violation(browser: Browser, site: Site, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}{path}")
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize("tab", [name for name in TABS if name != "processes"])
def test_a_tab_of_a_customer_has_no_violation(window: Page, site: Site, ids: dict[str, str], tab: str) -> None:
    go(window, site, f"/customers/{ids['customers']}?tab={tab}")
    expect(window.locator(f"#customer-tab-{tab}")).to_have_attribute("aria-selected", "true")
    assert violations(window) == []


def test_a_process_with_its_tasks_and_lists_has_no_violation(window: Page, site: Site, ids: dict[str, str]) -> None:
    go(window, site, f"/processes/{ids['processes']}")
    expect(window.locator(".task[data-id]").first).to_be_visible(timeout=SLOW)
    assert len(window.locator("#process-list input").all()) == len({TIMELINE, *LISTS})
    for name in LISTS:
        window.locator("#process-list label", has_text=ENTITIES[name].title).click()
        expect(window.locator("#process-listed .records")).to_be_visible(timeout=SLOW)
        window.wait_for_load_state("networkidle")
        assert violations(window) == []
