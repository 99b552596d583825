"""Real files that nobody here wrote: every row is accounted for, and the totals are those of the sources."""

import csv
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from data import calendar, db, kpis
from data.access import SYSTEM
from tests.real_data.conftest import Ask, Bring, Twice

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

FILES = {
    "sponsors": "trialstracker_sponsors_2017/completed.csv",
    "ndc": "ndc_2015/ndc_open.csv",
    "repodb": "repodb/repodb_v1.2.csv",
    "clinicaltrials": "ctgov_alzheimer_2026/ctg-studies.csv",
    "cesaw_hours": "cesaw/open_time_fact_7projects.csv",
    "cesaw_tasks": "cesaw/open_task_fact_7projects.csv",
}
FAILED = "('Discontinued', 'Withdrawn', 'Pre-clinical', 'Phase I', 'Phase II', 'Phase III')"


@pytest.fixture(scope="module")
def imported(bring: Bring) -> dict[str, Twice]:
    return {name: bring(name, file) for name, file in FILES.items()}


def source(data: Path, name: str) -> list[dict[str, str]]:
    with (data / FILES[name]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_accounted_for(imported: dict[str, Twice], data: Path, name: str) -> None:
    accounts = imported[name].first.accounts
    assert all(account.adds_up() for account in accounts)
    assert max(account.read for account in accounts) >= len(source(data, name))


@pytest.mark.parametrize("name", FILES)
def test_the_same_file_again_finds_everything_the_same(imported: dict[str, Twice], name: str) -> None:
    first, second = imported[name].first.accounts, imported[name].second.accounts
    assert [(account.new, account.changed) for account in second] == [(0, 0)] * len(second)
    for before, after in zip(first, second, strict=True):
        assert after.same == before.new + before.changed + before.same
        assert (after.duplicate, after.rejected) == (before.duplicate, before.rejected)


@pytest.mark.parametrize("name", FILES)
def test_each_rejected_row_is_written_down_with_its_reason(imported: dict[str, Twice], data: Path, name: str) -> None:
    rejected = imported[name].first
    assert len(rejected.rejected_files) == (rejected.rejected > 0)
    for path in rejected.rejected_files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == rejected.rejected
        assert all(row["reason"] for row in rows)
        originals = source(data, name)
        for row in rows:
            original = originals[int(row["row"]) - 2]
            assert {column: row[column] for column in original} == original


def test_nothing_was_written_that_was_not_new(imported: dict[str, Twice], ask: Ask) -> None:
    assert ask("SELECT count(*) FROM audit_logs WHERE action <> 'create' AND resource_type <> 'processes'") == 0
    assert ask("SELECT count(*) FROM pharmaceutical_products WHERE version > 1") == 0


def test_323_sponsors(imported: dict[str, Twice], ask: Ask, data: Path) -> None:
    assert imported["sponsors"].account("Customers").new == 323
    names = sorted({row["lead_sponsor"] for row in source(data, "sponsors")})
    assert ask("SELECT count(*) FROM customers WHERE name = ANY(:names)", names=names) == 323
    assert "ALK-Abelló A/S" in names
    assert "AbbVie (prior sponsor, Abbott)" in names


def test_13_203_packages_of_312_labelers(imported: dict[str, Twice], ask: Ask, data: Path) -> None:
    assert ask("SELECT count(*) FROM pharmaceutical_products WHERE external_id LIKE 'ndc:%'") == 13_203
    assert ask("SELECT count(DISTINCT team_id) FROM pharmaceutical_products WHERE external_id LIKE 'ndc:%'") == 312
    first = "SELECT product_name FROM pharmaceutical_products WHERE ndc_number = '0009-0003-02'"
    assert ask(first) == "SOLU-MEDROL"
    digits = {row["NDC"] for row in source(data, "ndc")}
    assert (
        ask(
            "SELECT count(*) FROM pharmaceutical_products WHERE replace(ndc_number, '-', '') = ANY(:all)",
            all=list(digits),
        )
        == 13_203
    )


def test_6_677_approved_and_4_123_failed_rows_of_repodb(imported: dict[str, Twice], ask: Ask, data: Path) -> None:
    rows = source(data, "repodb")
    repeated = Counter(tuple(row.values()) for row in rows)
    failed_again = sum(number - 1 for row, number in repeated.items() if row[5] != "Approved")
    products = "SELECT count(*) FROM pharmaceutical_products WHERE external_id LIKE 'repodb:%' AND regulatory_status"
    account = imported["repodb"].account("Products")
    assert ask(f"{products} = 'Approved'") == 6_677
    assert ask(f"{products} IN {FAILED}") == 4_123 - failed_again
    assert (account.new, account.duplicate, account.rejected) == (10_800 - failed_again, failed_again, 0)
    assert ask(f"{products} = 'Withdrawn'") + sum(
        number - 1 for row, number in repeated.items() if row[5] == "Withdrawn"
    ) == sum(row["status"] == "Withdrawn" for row in rows)


def test_4_145_trials_of_1_376_sponsors(imported: dict[str, Twice], ask: Ask, data: Path) -> None:
    trials = "FROM processes WHERE external_id LIKE 'nct:%'"
    assert ask(f"SELECT count(*) {trials}") == 4_145
    assert ask(f"SELECT count(DISTINCT customer_id) {trials}") == 1_376
    waiting = sum(row["Study Status"] == "NOT_YET_RECRUITING" for row in source(data, "clinicaltrials"))
    assert ask(f"SELECT count(*) {trials} AND status = 'Not Started'") == waiting


def test_each_intervention_is_a_product_or_left_out_or_explained(imported: dict[str, Twice], data: Path) -> None:
    pieces = [piece for row in source(data, "clinicaltrials") for piece in row["Interventions"].split("|") if piece]
    account = imported["clinicaltrials"].account("Products")
    assert account.read == len(pieces)
    assert account.rejected == 1  # one name holds the separator, and its second half no prefix


def test_10_194_tasks_in_seven_trees(imported: dict[str, Twice], ask: Ask, data: Path) -> None:
    tasks = "FROM process_tasks WHERE external_id LIKE 'cesaw:task:%'"
    rows = source(data, "cesaw_tasks")
    done = sum(row["task_actual_complete_date"] != r"\N" for row in rows)
    assert ask(f"SELECT count(*) {tasks}") == len(rows) == 10_194
    assert ask(f"SELECT count(*) {tasks} AND status = 'Completed'") == done
    assert ask("SELECT max(depth) FROM process_tasks") == 10
    assert ask("SELECT count(*) FROM process_tasks n WHERE external_id LIKE 'cesaw:element:%' AND NOT EXISTS"
               " (SELECT FROM process_tasks t WHERE t.parent_task_id = n.id)") == 0  # fmt: skip


def test_a_projects_progress_is_that_of_its_tasks(imported: dict[str, Twice], ask: Ask, data: Path) -> None:
    rows = [row for row in source(data, "cesaw_tasks") if row["project_key"] == "461"]
    done = sum(row["task_actual_complete_date"] != r"\N" for row in rows)
    progress = ask("SELECT progress FROM processes WHERE external_id = 'cesaw:project:461'")
    assert progress == int((Decimal(100 * done) / len(rows)).quantize(Decimal(1), ROUND_HALF_UP))


def test_hours_are_the_sum_of_the_time_logs(imported: dict[str, Twice], ask: Ask, data: Path) -> None:
    minutes = [Decimal(row["time_log_delta_minutes"]) for row in source(data, "cesaw_hours")]
    hours = sum((part / 60).quantize(Decimal("0.01"), ROUND_HALF_UP) for part in minutes)
    assert ask("SELECT sum(hours) FROM time_entries") == hours
    assert abs(hours - sum(minutes) / 60) < len(minutes) * Decimal("0.005")
    account = imported["cesaw_hours"].account("Hours")
    assert (account.new, account.rejected) == (31_812, 132)
    assert account.rejected == sum(part == 0 for part in minutes)


def test_what_the_pages_read_adds_up_to_the_records(imported: dict[str, Twice], ask: Ask) -> None:
    kept = "SELECT sum(amount) FROM current_rollups WHERE customer_id = '*' AND measure ="
    assert ask(f"{kept} 'logged'") == ask("SELECT sum(hours) FROM time_entries")
    assert ask(f"{kept} 'products'") == ask("SELECT count(*) FROM pharmaceutical_products")
    approved = "regulatory_status = 'Approved'"
    assert ask(f"{kept} 'products' AND key1 = 'Approved'") == ask(
        f"SELECT count(*) FROM pharmaceutical_products WHERE {approved}"
    )
    assert ask(f"{kept} 'processes'") == ask("SELECT count(*) FROM processes")


def test_the_figures_are_the_published_ones(imported: dict[str, Twice], ask: Ask, data: Path) -> None:
    with db.session(SYSTEM) as session:
        filters = kpis.Filters(calendar.now(session).date())
        shown = {name: kpis.read(session, name, filters) for name in ("pharma_pipeline", "pipeline_by_class")}
        reached = kpis.read(session, "sdlc_funnel", filters).set_index("stage")["reached"]
        progress = kpis.read(session, "progress_average", filters).iloc[0]
    for by in shown.values():
        assert by.groupby("regulatory_status")["products"].sum()["Approved"] == 13_203 + 6_677
    projects = {row["project_key"] for row in source(data, "cesaw_tasks")}
    assert reached["Requirements"] == 4_145 + len(projects)
    assert progress["open_processes"] == ask("SELECT count(*) FROM processes WHERE status <> 'Completed'")
