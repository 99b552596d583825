"""Planning a process with tasks and milestones: by keyboard alone, by mouse, and its approval."""

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.planning import go, plant, row, sees, tab_to, toast


def test_a_process_is_planned_by_keyboard_alone(desk: Page, site: Site, process: str) -> None:
    go(desk, site, process)
    adds_tasks(desk)
    moves_and_renames_one(desk)
    works_on_them(desk)
    achieves_a_milestone(desk)


def adds_tasks(page: Page) -> None:
    keys = page.keyboard
    tab_to(page, page.get_by_role("button", name="New task"))
    keys.press("Enter")
    for title in ("Gather", "Build", "Test"):
        keys.type(title)
        keys.press("Enter")
        expect(row(page, title)).to_be_visible()
        expect(page.locator(".is-draft input")).to_be_focused()
    keys.press("Tab")
    keys.type("Unit tests")
    keys.press("Enter")
    expect(row(page, "Unit tests")).to_be_visible()
    keys.press("Escape")
    sees(page, "Gather", "Build", "Test", "  Unit tests")
    expect(row(page, "Unit tests")).to_be_focused()


def moves_and_renames_one(page: Page) -> None:
    keys = page.keyboard
    keys.press("Alt+ArrowLeft")
    sees(page, "Gather", "Build", "Test", "Unit tests")
    for _ in range(3):
        keys.press("Alt+ArrowUp")
    sees(page, "Unit tests", "Gather", "Build", "Test")
    expect(row(page, "Unit tests")).to_be_focused()
    keys.press("Enter")
    keys.type("Agree on samples")
    keys.press("Enter")
    sees(page, "Agree on samples", "Gather", "Build", "Test")


def works_on_them(page: Page) -> None:
    """The first is done, the second blocked, the last deleted."""
    keys = page.keyboard
    keys.press("Space")
    expect(page.locator("#task-count")).to_contain_text("1 of 4 done")
    expect(page.locator(".figures")).to_contain_text("25 %")
    expect(page.locator(".process-tags")).to_contain_text("In Progress")  # it has begun with its first task
    keys.press("ArrowDown")
    keys.press("b")
    keys.type("No access to the source")
    tab_to(page, page.get_by_role("button", name="Block", exact=True))
    keys.press("Enter")
    expect(row(page, "Gather")).to_contain_text("No access to the source")
    expect(row(page, "Gather")).to_be_focused()
    keys.press("End")
    keys.press("Delete")
    keys.press("Enter")
    sees(page, "Agree on samples", "Gather", "Build")


def achieves_a_milestone(page: Page) -> None:
    achieved = page.get_by_role("button", name="Requirements Complete: achieved today")
    target = page.locator(".link").first.get_by_label("Target")
    tab_to(page, target)
    page.keyboard.type("11272026")
    tab_to(page, achieved)
    toast(page, "Requirements Complete: the dates are set.")
    expect(target).to_have_value("2026-11-27")
    tab_to(page, achieved)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 9 achieved")).to_be_visible()


def test_a_process_is_planned_by_mouse(desk: Page, site: Site, process: str) -> None:
    build, _test = plant(process, "Build", "Test")
    plant(process, "Load", "Check", below=build)
    go(desk, site, process)
    sees(desk, "Build", "  Load", "  Check", "Test")

    drag(desk, "Test", "Load", 0.1)
    sees(desk, "Build", "  Test", "  Load", "  Check")
    drag(desk, "Check", "Test", 0.5)
    sees(desk, "Build", "  Test", "    Check", "  Load")
    toast(desk, "“Check” is moved.")
    desk.locator(".toast-note", has_text="“Check” is moved.").get_by_role("button", name="Undo").click()
    sees(desk, "Build", "  Test", "  Load", "  Check")

    row(desk, "Build").get_by_role("button", name="Complete", exact=True).click()
    expect(desk.get_by_text("3 tasks below it are still open.")).to_be_visible()
    desk.get_by_role("button", name="Complete all").click()
    expect(desk.locator("#task-count")).to_contain_text("3 of 3 done")
    row(desk, "Load").get_by_role("button", name="Open again").click()
    expect(desk.locator("#task-count")).to_contain_text("2 of 3 done")
    expect(row(desk, "Build")).to_contain_text("In Progress")

    desk.locator("#process-complete").click()
    toast(desk, "are still open: ")
    desk.get_by_role("button", name="Move to Design").click()
    expect(desk.locator(".stage.is-now")).to_contain_text("Design")
    desk.locator("summary", has_text="Requirements").click()
    desk.get_by_role("button", name="Move back to Requirements", exact=True).click()
    expect(desk.locator(".stage.is-now")).to_contain_text("Requirements")
    expect(desk.locator(".stage.is-now")).to_contain_text("1 return")


def drag(page: Page, title: str, onto: str, share: float) -> None:
    """To a height within another row: near its top is before it, its middle is into it."""
    source, target = row(page, title), row(page, onto)
    source.hover()
    grip, place = source.locator("[data-grip]").bounding_box(), target.bounding_box()
    assert grip
    assert place
    page.mouse.move(grip["x"] + 5, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(place["x"] + 200, place["y"] + place["height"] * share, steps=4)
    page.mouse.up()


def test_an_approval_is_rejected_with_a_reason_and_asked_for_again(desk: Page, site: Site, process: str) -> None:
    go(desk, site, process)
    desk.get_by_role("button", name="Reject").click()
    expect(desk.get_by_text("A reason is required.")).to_be_visible()
    desk.get_by_label("Reason").fill("The mapping is missing.")
    desk.get_by_role("button", name="Reject").click()
    expect(desk.locator(".decisions")).to_contain_text("The mapping is missing.")
    expect(desk.locator(".decisions")).to_contain_text("Ada Admin")
    desk.get_by_role("button", name="Request approval").click()
    expect(desk.get_by_role("button", name="Approve", exact=True)).to_be_visible()


def test_who_goes_on_while_the_tree_is_saved_is_not_taken_back(desk: Page, site: Site, process: str) -> None:
    plant(process, "Gather", "Build", "Test")
    go(desk, site, process)
    row(desk, "Build").focus()
    desk.keyboard.press("Alt+ArrowRight")
    desk.keyboard.press("ArrowDown")
    expect(row(desk, "Test")).to_be_focused()

    toast(desk, "“Build” is indented.")
    sees(desk, "Gather", "  Build", "Test")

    expect(row(desk, "Test")).to_be_focused()
    desk.keyboard.press("b")
    desk.keyboard.type("No access")
    desk.keyboard.press("Control+Enter")
    expect(row(desk, "Test")).to_contain_text("No access")
    desk.keyboard.press("d")
    desk.keyboard.type("12312199")
    desk.keyboard.press("Enter")
    expect(row(desk, "Test")).to_contain_text("31 Dec 2199")


def test_what_was_typed_into_the_tree_stands_there_still_when_it_could_not_be_saved(
    desk: Page, site: Site, process: str, trouble: list[str]
) -> None:
    plant(process, "Build", "Test")
    go(desk, site, process)
    is_away = _away(desk, '"tasks-act"')
    row(desk, "Build").focus()
    desk.keyboard.press("n")
    desk.keyboard.type("Written in vain")
    desk.keyboard.press("Enter")
    toast(desk, "The database cannot be reached")
    expect(desk.locator(".is-draft input")).to_have_value("Written in vain")
    is_away.clear()
    desk.locator(".is-draft input").press("Enter")
    expect(row(desk, "Written in vain")).to_be_visible()
    desk.keyboard.press("Escape")
    sees(desk, "Build", "Written in vain", "Test")

    is_away.append(503)
    row(desk, "Test").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.type("Test twice")
    desk.keyboard.press("Enter")
    expect(desk.locator(".task-words input")).to_have_value("Test twice")
    is_away.clear()
    desk.locator(".task-words input").press("Enter")
    sees(desk, "Build", "Written in vain", "Test twice")
    trouble[:] = [line for line in trouble if "503" not in line]


def _away(page: Page, call: str) -> list[int]:
    """As if the database had gone for this call, until the list is empty."""
    states = [503]

    def answer(route: Route) -> None:
        if states and call in (route.request.post_data or ""):
            said = {"message": "The database cannot be reached; nothing was lost, try again in a moment."}
            route.fulfill(status=states[0], json=said)
        else:
            route.continue_()

    page.route("**/_dash-update-component*", answer)
    return states
