"""Panels, dialogs, menus and steps break no success criterion of WCAG 2.2 A or AA that a program can check."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from data import db
from data.access import SYSTEM
from data.models import User
from data.sessions import actor_of
from data.vocabulary import ImportTask
from jobs import imports
from layouts import addresses
from layouts.lists import LISTS
from tests.browser.axe import SLOW, go, records, violations
from tests.browser.conftest import EMAIL, SIZES, Site
from tests.browser.test_admin import field, toast
from tests.browser.test_documents import PDF, choose, choose_customer
from tests.imports.flow import Flow

CONTACTS = "External id,Name,Kind,E-mail\nx:1,Wanda Wise,colleague,wanda@example.com\nx:2,Nemo,Internal,nowhere\n"


@pytest.fixture
def flow(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flow]:
    """An import of the person who is signed in."""
    monkeypatch.setenv("DM_CRM_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", site.urls.web)
    monkeypatch.setenv("SECRET_KEY", "a key of thirty-two characters or more")
    engine = db.configure(site.urls.web, pooled=False)
    with db.session(SYSTEM) as session:
        actor = actor_of(session, session.scalars(sa.select(User.id).where(User.email == EMAIL)).one())
    assert actor
    yield Flow(tmp_path, actor)
    engine.dispose()


def test_a_task_in_all_that_is_done_to_it_has_no_violation(window: Page, site: Site, process: str) -> None:
    go(window, site, f"/processes/{process}")
    window.locator("#task-bar").get_by_role("button", name="New task").click()
    expect(window.locator(".is-draft input")).to_be_focused()
    assert violations(window) == []
    window.keyboard.type("Gather")
    window.keyboard.press("Enter")
    expect(window.locator(".task[data-id]")).to_have_count(1)
    window.keyboard.press("Escape")
    for key in ("a", "d", "p", "m", "b", "Delete"):
        window.locator(".task[data-id]").focus()
        window.keyboard.press(key)
        expect(window.locator(".task-pop")).to_be_visible()
        assert violations(window) == [], key
        window.keyboard.press("Escape")


def test_an_import_has_no_violation_at_any_step(window: Page, site: Site, flow: Flow) -> None:
    import_id = flow.look(CONTACTS, "people.csv")
    go(window, site, f"/imports?of={import_id}")
    expect(window.get_by_label("What is in the file?")).to_be_visible(timeout=SLOW)
    assert violations(window) == []
    flow.decide(import_id, words={("type", "0"): "Internal"})
    assert flow.check(import_id).outcome["total"]["rejected"] == 1
    go(window, site, f"/imports?of={import_id}")
    expect(window.locator(".import-tiles")).to_be_visible(timeout=SLOW)
    window.locator(".verdicts label", has_text="Rejected").click()
    expect(window.locator("#import-sample")).to_contain_text("is no e-mail address")
    assert violations(window) == []
    flow.ask(import_id, ImportTask.RUN)
    go(window, site, f"/imports?of={import_id}")
    assert violations(window) == []
    imports.work(import_id)
    expect(window.get_by_text("What now?")).to_be_visible(timeout=SLOW)
    assert violations(window) == []
    go(window, site, "/imports")
    expect(window.locator(".ag-row", has_text="people.csv").first).to_be_visible()
    assert violations(window) == []


def test_the_palette_has_no_violation(window: Page, site: Site) -> None:
    go(window, site, "/account")
    window.keyboard.press("Control+k")
    assert violations(window) == []
    window.keyboard.type("a")
    expect(window.locator("#palette-found [role=option]").first).to_be_visible()
    assert violations(window) == []


@pytest.mark.parametrize("entity", LISTS)
def test_a_blank_form_and_one_with_errors_have_no_violation(window: Page, site: Site, entity: str) -> None:
    go(window, site, addresses.records(entity) + "?open=new")
    expect(window.locator("#record .form .field").first).to_be_visible(timeout=SLOW)
    window.locator("#record-save").click()
    expect(window.locator("#record .field-problem:visible").first).to_be_visible(timeout=SLOW)
    assert violations(window) == []


def test_a_record_its_history_and_a_lookup_have_no_violation(window: Page, site: Site) -> None:
    records(window, site, "/contacts").first.click()
    expect(window.locator("#record .form .field").first).to_be_visible()
    assert violations(window) == []
    window.locator("#record").get_by_role("combobox", name="Customer").first.click()
    expect(window.locator(".lookup-list:visible .lookup-option").first).to_be_visible()
    assert violations(window) == []
    window.keyboard.press("Escape")
    field(window, "record", "title").fill("Head of Data")
    window.locator("#record-save").click()
    toast(window, "is saved")
    window.locator(".ag-center-cols-container .ag-row .record-open").first.click()
    window.locator("#record").get_by_role("button", name="History").click()
    expect(window.locator("#history-panel")).to_be_visible()
    window.wait_for_load_state("networkidle")
    assert violations(window) == []


def test_two_versions_side_by_side_have_no_violation(window: Page, site: Site, warm: BrowserContext) -> None:
    other = warm.new_page()
    for desk, title in ((window, "Mine"), (other, "Theirs")):
        records(desk, site, "/contacts").first.click()
        field(desk, "record", "title").fill(title)
    for desk in (other, window):
        desk.locator("#record-save").click()
        expect(desk.locator("#record.show .clash, .toast-note").first).to_be_visible()
    other.close()
    expect(window.locator(".clash")).to_contain_text("Theirs")
    assert violations(window) == []


def test_what_is_done_to_many_at_once_has_no_violation(window: Page, site: Site) -> None:
    records(window, site, "/contacts")
    for row in range(2):
        window.locator(f'.ag-center-cols-container .ag-row[row-index="{row}"] .ag-checkbox-input').click()
    expect(window.locator(".bulk-bar strong")).to_have_text("2 chosen")
    assert violations(window) == []
    window.locator('.records-bulk[data-act="change"]').click()
    field(window, "bulk-of", "field").select_option("title")
    expect(field(window, "bulk", "title")).to_be_visible()
    assert violations(window) == []
    window.keyboard.press("Escape")
    window.locator('.records-bulk[data-act="remove"]').click()
    expect(window.locator("#bulk-remove")).to_be_visible()
    assert violations(window) == []


def test_the_menus_and_filters_of_a_list_have_no_violation(window: Page, site: Site) -> None:
    records(window, site, "/customers")
    for name in ("Columns", "Export"):
        window.locator("summary", has_text=name).click()
        assert violations(window) == []
        window.locator("summary", has_text=name).click()
    for column in ("name", "phase", "contract_end_date"):
        window.locator(f'.ag-header-cell[col-id="{column}"] .ag-header-cell-filter-button').click()
        expect(window.locator(".ag-filter").last).to_be_visible()
        assert violations(window) == []
        window.keyboard.press("Escape")


def test_uploading_has_no_violation(window: Page, site: Site) -> None:
    go(window, site, "/documents")
    window.locator(".page-head").get_by_role("button", name="Upload").click()
    form = window.locator("#upload")
    expect(form.get_by_role("button", name="Choose files")).to_be_visible()
    assert violations(window) == []
    choose(window, form.get_by_role("button", name="Choose files"), PDF)
    form.get_by_role("button", name="Upload", exact=True).click()
    expect(form.get_by_text("Choose whose documents these are.")).to_be_visible()
    assert violations(window) == []
    choose_customer(form)
    form.get_by_role("button", name="Upload", exact=True).click()
    expect(window.locator("#toasts")).to_contain_text("is uploaded")
    assert violations(window) == []
    window.get_by_role("button", name=PDF["name"]).first.click()
    expect(window.locator("#record .file-card")).to_be_visible()
    assert violations(window) == []


def test_on_a_phone_the_open_menu_has_no_violation(window: Page, site: Site) -> None:
    width, height = SIZES["phone"]
    window.set_viewport_size({"width": width, "height": height})
    records(window, site, "/customers")
    assert violations(window) == []
    window.locator("#nav-open").click()
    expect(window.locator("#nav-close")).to_be_focused()
    assert violations(window) == []
