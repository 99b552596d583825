"""A manager's way with files: upload, look, replace, download, bring back; and what is refused, cancelled or lost."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import Site
from tests.documents import made

PDF: FilePayload = {"name": "Statement of work.pdf", "mimeType": "application/pdf", "buffer": made.pdf()}
TABLE: FilePayload = {"name": "Hours.csv", "mimeType": "text/csv", "buffer": b"name,hours\nAna,<b>8</b>\n"}


def panel(page: Page, id_: str) -> Locator:
    return page.locator(f"#{id_}")


def choose(page: Page, button: Locator, *files: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files(list(files))


def open_upload(page: Page, site: Site) -> Locator:
    page.goto(f"{site.url}/documents")
    page.locator(".page-head").get_by_role("button", name="Upload").click()
    form = panel(page, "upload")
    expect(form.get_by_role("button", name="Choose files")).to_be_visible()
    return form


def choose_customer(form: Locator) -> None:
    form.get_by_role("combobox", name="Customer").fill("a")
    form.locator(".lookup-option").first.click()


def uploaded(page: Page, site: Site, file: FilePayload) -> Locator:
    """A document made of the file, opened in its panel."""
    form = open_upload(page, site)
    choose_customer(form)
    choose(page, form.get_by_role("button", name="Choose files"), file)
    form.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("is uploaded")
    page.get_by_role("button", name=file["name"]).first.click()
    return panel(page, "record")


def test_a_document_is_uploaded_replaced_and_downloaded(desk: Page, site: Site) -> None:
    record = uploaded(desk, site, PDF)
    expect(record.locator(".file-card")).to_contain_text("PDF · 592 bytes")
    expect(record.locator("iframe")).to_be_visible()
    choose(desk, record.get_by_role("button", name="Replace"), TABLE)
    expect(record.locator(".file-card")).to_contain_text("Version 2, Ada Admin")
    expect(record.get_by_role("cell", name="<b>8</b>")).to_be_visible()
    with desk.expect_download() as download:
        record.get_by_role("link", name="Download").first.click()
    assert download.value.suggested_filename == "Statement of work.csv"
    assert Path(download.value.path()).read_bytes() == TABLE["buffer"]
    record.get_by_text("1 earlier version").click()
    record.get_by_role("button", name="Bring back").click()
    expect(record.locator(".file-card")).to_contain_text("Version 3, Ada Admin")
    expect(record.locator(".file-card")).to_contain_text("PDF")


def test_what_is_refused_says_why_and_what_was_typed_stays(desk: Page, site: Site, trouble: list[str]) -> None:
    form = open_upload(desk, site)
    macros: FilePayload = {"name": "a.docm", "mimeType": "", "buffer": b"x"}
    disguised: FilePayload = {"name": "b.pdf", "mimeType": "", "buffer": b"MZ\x90\x00"}
    choose(desk, form.get_by_role("button", name="Choose files"), macros, disguised)
    form.get_by_role("button", name="Upload", exact=True).click()
    expect(form.get_by_text("Choose whose documents these are.")).to_be_visible()
    choose_customer(form)
    form.get_by_label("Description").fill("Signed in October")
    form.get_by_role("button", name="Upload", exact=True).click()
    expect(form.locator(".is-refused")).to_have_count(2)
    expect(form).to_contain_text("Office files with macros are not taken.")
    expect(form).to_contain_text("could not be recognised from its content")
    expect(form.get_by_label("Description")).to_have_value("Signed in October")
    expect(form.get_by_role("combobox", name="Customer")).not_to_have_value("")
    assert len(trouble) == 1
    assert "400" in trouble.pop()


def test_a_connection_that_is_lost_is_tried_again(desk: Page, site: Site, trouble: list[str]) -> None:
    form = open_upload(desk, site)
    choose_customer(form)
    choose(desk, form.get_by_role("button", name="Choose files"), PDF | {"name": "Lost.pdf"})
    desk.route("**/documents/upload", lambda route: route.abort())
    form.get_by_role("button", name="Upload", exact=True).click()
    expect(form.locator(".is-failed")).to_contain_text("The connection was lost")
    desk.unroute("**/documents/upload")
    form.get_by_role("button", name="Try again: Lost.pdf").click()
    expect(desk.locator("#toasts")).to_contain_text("“Lost.pdf” is uploaded.")
    expect(form).to_be_hidden()
    assert all("ERR_FAILED" in said for said in trouble)
    trouble.clear()


def test_an_upload_can_be_cancelled(desk: Page, site: Site) -> None:
    record = uploaded(desk, site, PDF | {"name": "Long.pdf"})
    network = desk.context.new_cdp_session(desk)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000}
    network.send("Network.emulateNetworkConditions", slow)
    long: FilePayload = {"name": "long.txt", "mimeType": "text/plain", "buffer": b"words " * 1_000_000}
    choose(desk, record.get_by_role("button", name="Replace"), long)
    expect(record.get_by_role("progressbar")).to_be_visible()
    record.get_by_role("button", name="Cancel: long.txt").click()
    expect(record.locator(".is-failed")).to_contain_text("Cancelled.")
    expect(record.locator(".file-card")).to_contain_text("Version 1,")


def test_files_dropped_on_the_page_open_the_panel_with_them(desk: Page, site: Site) -> None:
    desk.goto(f"{site.url}/documents")
    expect(desk.locator(".page-head").get_by_role("button", name="Upload")).to_be_visible()
    carried = desk.evaluate_handle(
        "() => { const all = new DataTransfer(); all.items.add(new File(['words'], 'Dropped.txt')); return all; }"
    )
    desk.locator("#content .page").dispatch_event("drop", {"dataTransfer": carried})
    expect(panel(desk, "upload").locator(".upload-file")).to_contain_text("Dropped.txt")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_has_room_for_it(desk: Page, site: Site, scheme: str) -> None:
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.set_viewport_size({"width": 390, "height": 844})
    form = open_upload(desk, site)
    choose(desk, form.get_by_role("button", name="Choose files"), PDF | {"name": "x" * 120 + ".pdf"})
    expect(form.locator(".upload-file")).to_have_count(1)
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    beyond = "panel => [...panel.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > 391).length"
    assert form.evaluate(beyond) == 0


def test_a_file_that_was_chosen_for_one_customer_is_not_offered_for_another(desk: Page, site: Site) -> None:
    form = open_upload(desk, site)
    choose(desk, form.get_by_role("button", name="Choose files"), PDF)
    expect(form.locator(".upload-file")).to_contain_text("Statement of work.pdf")
    form.locator(".upload-close").click()
    desk.locator(".side-link", has_text="Customers").click()
    desk.locator("a.record-open").first.click()
    desk.get_by_role("tab", name="Documents").click()
    desk.locator("#content").get_by_role("button", name="Upload").first.click()
    expect(form.get_by_role("button", name="Choose files")).to_be_visible()
    expect(form.locator(".upload-file")).to_have_count(0)
