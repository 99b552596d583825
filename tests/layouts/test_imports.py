"""What the page of imports says at each step."""

import pytest

from data.access import Actor
from data.imports.plans import Plan
from data.vocabulary import ImportTask, RunState
from layouts.imports import difference, page
from tests.layouts.import_samples import PLAN, READER, row, seen
from tests.layouts.test_pages import ids, text


def test_the_mapping_says_what_is_missing_unknown_and_in_doubt() -> None:
    shown = text(page.content(seen(row())))
    assert "“Live”" in shown
    assert "“Steady State”" not in shown
    assert "Dates fit more than one form" in shown
    assert "2 rows cannot be read" in shown
    assert "Left out" in shown
    without = Plan.of(PLAN.kept() | {"columns": {"Phase": "phase"}})
    assert "No column feeds Name" in text(page.content(seen(row(), without)))


def test_a_ready_made_mapping_waits_for_the_files_it_needs() -> None:
    shown = page.content(seen(row(), Plan(ready="cesaw_tasks"), beside={"tree.csv": False}))
    assert "tree.csv" in text(shown)
    assert "Missing" in text(shown)


def test_the_difference_shows_old_and_new_and_why_rows_are_rejected() -> None:
    assert "Import 940 records" in text(page.content(seen(row(ImportTask.CHECK))))
    assert "37 rejected rows" in text(page.content(seen(row(ImportTask.CHECK))))
    changed = text(difference.sample(row(), PLAN, "changed", 0, 1))
    assert "Contracting" in changed
    assert "Terminated" in changed
    assert "none of Contracting" in text(difference.sample(row(), PLAN, "rejected", 0, 1))


@pytest.mark.parametrize(("verdict", "step", "shown"), [("new", 9, 1), ("nonsense", 0, 1), ("new", 0, 99)])
def test_a_sample_that_is_not_there_is_said_to_be_none(verdict: str, step: int, shown: int) -> None:
    assert "no such rows" in text(difference.sample(row(), PLAN, verdict, step, shown))


def test_progress_says_how_far_how_fast_and_how_long() -> None:
    moving = {"title": "Customers: writing", "done": 400, "total": 1200, "speed": 200, "left": 4}
    shown = text(page.content(seen(row(ImportTask.RUN, RunState.RUNNING, progress=moving))))
    for words in ("400 of about 1,200 rows", "200 rows a second", "4 seconds left", "Cancel"):
        assert words in shown


def test_an_import_that_is_done_offers_to_undo_it_once() -> None:
    done = row(ImportTask.RUN, RunState.PARTIAL, change_set_id="c1")
    assert "Undo this import" in text(page.content(seen(done)))
    assert "37 rejected rows" in text(page.content(seen(done)))
    undone = text(page.content(seen(done, is_undone=True)))
    assert "Undo this import" not in undone
    assert "was undone" in undone


def test_a_failure_says_why_and_offers_a_way_on() -> None:
    lost = row(ImportTask.RUN, RunState.LOST, error="The worker stopped. Nothing was written.")
    shown = text(page.content(seen(lost)))
    for words in ("interrupted", "Nothing was written", "Try again", "Back to the mapping"):
        assert words in shown
    unread = row(ImportTask.LOOK, RunState.FAILED, found=None, error="It is empty.")
    assert "import-encoding" in ids(page.content(seen(unread)))


def test_somebody_elses_import_is_shown_and_not_changed() -> None:
    other = Actor("bob", READER.permissions)
    assert "import-what" not in ids(page.content(seen(row(), reader=other)))
    failed = row(ImportTask.CHECK, RunState.FAILED, error="No.")
    assert "Try again" not in text(page.content(seen(failed, reader=other)))


def test_the_list_says_in_words_where_each_import_stands() -> None:
    found = {"entity": "customers", "ready": "", "task": "run", "state": "partial"}
    assert page.row(found)["shown"] == "Imported in part"
    assert page.row(found | {"entity": "", "ready": "ndc"})["what"].startswith("National Drug Code")
