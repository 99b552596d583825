"""Importing in a real browser, with a worker of its own: 10,000 rows and back again, and a worker that is killed."""

import csv
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, Route, expect

from dashboard.services.throwaway import Urls, throwaway_valkey
from data import accounts, db
from data.access import SYSTEM
from data.imports import attempts
from data.models import Contact, Customer, Import
from data.vocabulary import ImportTask, RunState
from tests.browser.conftest import EMAIL, PASSWORD, ROOT, SIZES, Site, environment_of, opened, served, sign_in
from tests.browser.planning import tab_to
from tests.databases import migrated_database
from tests.real_data.conftest import DATA

PATIENCE = 120_000
BAD = set(range(100, 100 + 37 * 250, 250))


class Office(NamedTuple):
    site: Site
    environment: dict[str, str]
    home: Path


@pytest.fixture(scope="module")
def office(cluster: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A web server and a queue; the worker is for each test to start, and to kill."""
    home = tmp_path_factory.mktemp("office")
    with migrated_database(cluster) as urls, throwaway_valkey(tmp_path_factory.mktemp("valkey")) as redis:
        db.configure(urls.web, pooled=False)
        with db.session(SYSTEM) as session:
            accounts.create_admin(session, EMAIL, "Ada Admin", PASSWORD)
        with served(urls, home, redis) as url:
            yield Office(Site(url, urls), environment_of(urls, home, redis), home)
        db.open_session.configure(bind=None)


@contextmanager
def working(office: Office) -> Iterator[subprocess.Popen]:
    with (office.home / "worker.log").open("a") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "worker"], cwd=ROOT, env=office.environment, stdout=log, stderr=log
        )
    try:
        yield worker
    finally:
        if worker.poll() is None:
            worker.terminate()
        worker.wait(30)


@pytest.fixture
def page(browser: Browser, office: Office, trouble: list[str]) -> Iterator[Page]:
    context = browser.new_context()
    first = context.new_page()
    sign_in(first, office.site)
    expect(first).to_have_url(f"{office.site.url}/")
    state = context.storage_state()
    context.close()
    yield from opened(browser, state, trouble, SIZES["desktop"], "light")


def upload(page: Page, office: Office, path: Path) -> None:
    page.goto(f"{office.site.url}/imports")
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Choose a file").click()
    choosing.value.set_files(path)
    expect(page.get_by_label("What is in the file?")).to_be_visible(timeout=PATIENCE)


def hold(page: Page, address: str) -> list[Route]:
    """Requests to there wait until they are let go on."""
    held: list[Route] = []

    def keep(route: Route) -> None:  # playwright cannot call a method of a list
        held.append(route)

    page.route(address, keep)
    return held


def asks_before_it_is_left(page: Page) -> bool:
    return page.evaluate("!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def count(model: type) -> int:
    with db.session(SYSTEM) as session:
        return session.scalars(sa.select(sa.func.count()).select_from(model)).one()


def state_of(task: ImportTask) -> str | None:
    with db.session(SYSTEM) as session:
        return session.scalars(sa.select(Import.state).where(Import.task == task)).first()


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    """10,000 people, 37 of them with an address that is none."""
    lines = ["External id,Name,Kind,E-mail"]
    for n in range(10_000):
        address = "nowhere" if n in BAD else f"person{n}@example.com"
        lines.append(f"c-{n},Person {n},{'colleague' if n % 2 else 'Internal'},{address}")
    path = tmp_path / "contacts.csv"
    path.write_text("\n".join(lines))
    return path


def test_10_000_rows_with_37_bad_ones_are_imported_and_undone(
    page: Page, office: Office, contacts: Path, tmp_path: Path
) -> None:
    with working(office):
        upload(page, office, contacts)
        page.get_by_label("colleague stands for").select_option("Internal")
        page.get_by_role("button", name="See the difference").click()
        expect(page.get_by_role("button", name="Import ")).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".import-tiles")).to_contain_text("37")
        assert count(Contact) == 0
        page.locator(".verdicts label", has_text="Rejected").click()
        expect(page.locator("#import-sample")).to_contain_text("'nowhere' is no e-mail address")
        with page.expect_download() as downloading:
            page.get_by_role("link", name="37 rejected rows").click()
        downloading.value.save_as(tmp_path / "rejected.csv")
        page.get_by_role("button", name="Import ").click()
        expect(page.get_by_text("What now?")).to_be_visible(timeout=PATIENCE)
        page.reload()
        expect(page.get_by_text("Imported in part")).to_be_visible()
        page.get_by_role("button", name="Undo this import").click()
        expect(page.get_by_text("This import was undone")).to_be_visible(timeout=PATIENCE)
    assert count(Contact) == 0
    with (tmp_path / "rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        rejected = list(csv.DictReader(file))
    assert {int(row["row"]) - 2 for row in rejected} == BAD
    assert all(row["column"] == "E-mail" for row in rejected)


def test_a_worker_that_is_killed_leaves_nothing_and_the_import_starts_again(
    page: Page, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("Name\n" + "".join(f"Customer {n}\n" for n in range(40_000)))
    with working(office) as worker:
        upload(page, office, path)
        page.get_by_role("button", name="See the difference").click()
        expect(page.get_by_role("button", name="Import 40,000 records")).to_be_visible(timeout=PATIENCE)
        page.get_by_role("button", name="Import 40,000 records").click()
        deadline = time.monotonic() + 60
        while state_of(ImportTask.RUN) != RunState.RUNNING:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(0.3)
        worker.kill()
        worker.wait(30)
    with db.session(SYSTEM) as session:  # its silence need not be waited for
        session.execute(sa.update(Import).where(Import.state == RunState.RUNNING).values(lease_until=sa.func.now()))
    attempts.lapse()
    expect(page.get_by_text("The work was interrupted")).to_be_visible(timeout=PATIENCE)
    assert count(Customer) == 0
    with working(office):
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_text("What now?")).to_be_visible(timeout=PATIENCE)
    assert count(Customer) == 40_000


@pytest.mark.real_data
def test_a_public_data_set_is_recognised_and_imported(page: Page, office: Office) -> None:
    path = DATA / "trialstracker_sponsors_2017" / "completed.csv"
    if not path.exists():
        pytest.skip("The public data sets are not there; they belong in ../shared/data beside the project.")
    before = count(Customer)
    with working(office):
        upload(page, office, path)
        expect(page.get_by_text("This mapping comes with DM CRM")).to_be_visible()
        page.get_by_role("button", name="See the difference").click()
        page.get_by_role("button", name="Import 323 records").click(timeout=PATIENCE)
        expect(page.get_by_text("What now?")).to_be_visible(timeout=PATIENCE)
    assert count(Customer) == before + 323


def test_a_file_that_is_no_table_is_refused_where_it_was_dropped(
    page: Page, office: Office, tmp_path: Path, trouble: list[str]
) -> None:
    empty, picture = tmp_path / "empty.csv", tmp_path / "rows.csv"
    empty.write_bytes(b"")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    page.goto(f"{office.site.url}/imports")
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Choose a file").click()
    choosing.value.set_files(empty)
    expect(page.get_by_text("The file is empty")).to_be_visible()
    with working(office):
        held = hold(page, "**/imports/upload*")
        with page.expect_file_chooser() as choosing:
            page.get_by_role("button", name="Choose a file").click()
        choosing.value.set_files(picture)
        expect(page.get_by_role("progressbar", name="Uploading rows.csv")).to_be_visible()
        assert asks_before_it_is_left(page)
        held[0].continue_()
        expect(page.get_by_text("no table but a picture")).to_be_visible(timeout=PATIENCE)
        assert not asks_before_it_is_left(page)
    trouble[:] = [words for words in trouble if "400 (BAD REQUEST)" not in words]  # the refusal itself


def test_a_file_is_imported_and_taken_back_by_keyboard_alone(page: Page, office: Office, tmp_path: Path) -> None:
    path, keys = tmp_path / "people.csv", page.keyboard
    people = ("Ann,colleague,ann@example.com", "Bo,Internal,", "Cy,Internal,nowhere", "Di,colleague,", "Ed,colleague,")
    path.write_text("\n".join(["Name,Kind,E-mail", *people]))
    page.goto(f"{office.site.url}/imports")
    with working(office):
        tab_to(page, page.get_by_role("button", name="Choose a file"))
        with page.expect_file_chooser() as choosing:
            keys.press("Enter")
        choosing.value.set_files(path)
        expect(page.get_by_label("What is in the file?")).to_have_value("entity:contacts", timeout=PATIENCE)
        tab_to(page, page.get_by_label("colleague stands for"))
        keys.type("Internal")
        expect(page.get_by_label("colleague stands for")).to_have_value("Internal")
        expect(page.locator("#import-rest")).to_contain_text("Recognised by")
        tab_to(page, page.get_by_role("checkbox", name="Name"))
        keys.press("Space")
        press(page, "See the difference")
        expect(page.get_by_role("button", name="Import 4 records")).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_role("heading", name="people.csv")).to_be_focused()
        press(page, "Import 4 records")
        expect(page.get_by_text("What now?")).to_be_visible(timeout=PATIENCE)
        press(page, "Undo this import")
        expect(page.get_by_text("This import was undone")).to_be_visible(timeout=PATIENCE)


def press(page: Page, name: str) -> None:
    tab_to(page, page.get_by_role("button", name=name))
    page.keyboard.press("Enter")
