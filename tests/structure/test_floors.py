"""How the house is built: imports point down, files and functions stay small, and what must be said once is."""

import ast
from pathlib import Path

import pytest

from data import vocabulary
from tests.structure import source

PRODUCT = source.files(*source.FLOORS, "benchmarks")
WEB = {"dash", "flask", "flask_login", "dash_bootstrap_components", "dash_ag_grid", "plotly", "werkzeug"}

# floor -> what it knows nothing of
STRANGERS = {
    "data": {*WEB, "rq", "redis"},
    "jobs": WEB,
    "layouts": {"flask", "flask_login", "sqlalchemy", "psycopg", "rq", "redis", "data.db"},
    "layouts/charts": {"dash", "plotly", "dash_bootstrap_components"},
    "callbacks": {"psycopg", "rq"},
    "migrations/versions": {*source.FLOORS, "tests"},
}

# where any exception at all is caught, and said or recorded
SEAMS = {"dashboard/__main__.py", "callbacks/messages.py", "jobs/worker.py"}

LISTS = {"data/vocabulary.py"}  # nothing but a list, better read whole

# words that mean one thing wherever they stand; others ("email", "Other", "Design") are ordinary words as well
VOCABULARIES = (
    vocabulary.ProcessStatus,
    vocabulary.TaskStatus,
    vocabulary.CustomerPhase,
    vocabulary.Health,
    vocabulary.EventType,
    vocabulary.MilestoneType,
    vocabulary.RegulatoryStatus,
)
WORDS = {word.value for words in VOCABULARIES for word in words}


def _reaches(modules: set[str], strangers: set[str]) -> set[str]:
    return {m for m in modules if any(m == s or m.startswith(f"{s}.") for s in strangers)}


@pytest.mark.parametrize("floor", source.FLOORS)
def test_imports_point_down(floor: str) -> None:
    above = set(source.FLOORS[source.FLOORS.index(floor) + 1 :]) | {"tests", "migrations", "benchmarks"}
    found = {source.named(path): _reaches(source.imports(path), above) for path in source.files(floor)}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(("folder", "strangers"), STRANGERS.items(), ids=STRANGERS)
def test_a_floor_knows_no_strangers(folder: str, strangers: set[str]) -> None:
    found = {source.named(path): _reaches(source.imports(path), strangers) for path in source.files(folder)}
    assert {path: names for path, names in found.items() if names} == {}


def test_files_have_at_most_250_lines() -> None:
    paths = [*PRODUCT, *source.files("tests")]
    lengths = {source.named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {path: length for path, length in lengths.items() if length > 250 and path not in LISTS} == {}


def test_functions_have_fewer_than_40_lines() -> None:
    long = {
        f"{source.named(path)}: {node.name}": node.end_lineno - node.lineno + 1
        for path in PRODUCT
        for node in source.functions(path)
        if node.end_lineno - node.lineno + 1 >= 40
    }
    assert long == {}


def test_files_open_with_what_they_hold() -> None:
    silent = [
        source.named(path) for path in PRODUCT if path.stat().st_size and not ast.get_docstring(source.tree(path))
    ]
    assert silent == []


@pytest.mark.parametrize("path", source.files("data", "jobs"), ids=source.named)
def test_signatures_are_typed(path: Path) -> None:
    untyped = [node.name for node in source.functions(path) if not _typed(node)]
    assert untyped == []


def _typed(node: source.Function) -> bool:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
    return bool(node.returns or node.name == "__init__") and all(
        a.annotation or a.arg in ("self", "cls") for a in given if a
    )


@pytest.mark.parametrize("path", PRODUCT, ids=source.named)
def test_everything_is_caught_at_the_seams_only(path: Path) -> None:
    broad = [
        node.lineno
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or _broad(node.type))
    ]
    assert not broad or source.named(path) in SEAMS, f"line {broad}"


def _broad(caught: ast.expr) -> bool:
    return any(isinstance(n, ast.Name) and n.id in ("Exception", "BaseException") for n in ast.walk(caught))


@pytest.mark.parametrize("path", source.files("data", "jobs", "layouts", "callbacks"), ids=source.named)
def test_words_of_the_domain_are_spelled_once(path: Path) -> None:
    if source.named(path) != "data/vocabulary.py":
        assert {node.value: node.lineno for node in source.literals(path) if node.value in WORDS} == {}


@pytest.mark.parametrize("path", source.files("layouts", "callbacks"), ids=source.named)
def test_pages_do_not_speak_to_tables(path: Path) -> None:
    """A callback calls into `data`; it builds no query over the models."""
    assert _reaches(source.imports(path), {"data.models"}) == set()
