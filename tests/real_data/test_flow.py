"""The public data sets as the browser brings them in: recognised by their columns, compared, then imported as seen."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.services.throwaway import Urls
from data import db as database
from data.imports import files, mapping
from data.imports.plans import Plan
from data.vocabulary import ImportTask, RunState
from jobs import imports
from tests.imports.flow import Flow, person, totals
from tests.real_data.test_imports import FILES

pytestmark = [pytest.mark.real_data, pytest.mark.slow]


@pytest.fixture(scope="module")
def ada(urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DM_CRM_HOME", str(home))
        engine = database.configure(urls.web, pooled=False)
        yield person(home)
        engine.dispose()
        database.open_session.configure(bind=None)


def brought(ada: Flow, path: Path) -> str:
    """Uploaded and looked at, with the files that its mapping needs beside it."""
    import_id = ada.look(path.read_bytes(), path.name)
    for name in mapping.needed_files(mapping.load(Plan.of(ada.read(import_id).plan).ready)):
        shutil.copyfile(path.with_name(name), files.folder(ada.home, import_id) / name)
    return import_id


@pytest.mark.parametrize("name", FILES)
def test_a_set_is_recognised_compared_and_imported_as_it_was_compared(data: Path, ada: Flow, name: str) -> None:
    import_id = brought(ada, data / FILES[name])
    assert Plan.of(ada.read(import_id).plan).ready == name
    seen = totals(ada.check(import_id))
    ada.ask(import_id, ImportTask.RUN)
    imports.work(import_id)
    row = ada.read(import_id)
    assert row.state in (RunState.SUCCEEDED, RunState.PARTIAL)
    assert totals(row) == seen
    again = totals(ada.check(brought(ada, data / FILES[name])))
    assert {"new", "changed"}.isdisjoint(again)
    assert again.get("rejected") == seen.get("rejected")


def test_a_mapping_that_needs_files_says_which(data: Path, ada: Flow) -> None:
    path = data / FILES["cesaw_tasks"]
    row = ada.check(ada.look(path.read_bytes(), path.name))
    assert row.state == RunState.FAILED
    assert "open_time_fact_7projects.csv" in row.error
