"""Every row of the demo company is as if the product had written it, whatever the day and the zone."""

import datetime as dt

import pytest
import sqlalchemy as sa

from tests.demo.conftest import Company
from tests.demo.promises import PROMISES

ELSEWHERE = {
    "where it is tomorrow already": (0.1, None, "Pacific/Auckland"),
    "on a leap day": (0.1, dt.date(2024, 2, 29), "America/New_York"),
    "on the first day of a year": (0.1, dt.date(2026, 1, 1), "UTC"),
}


@pytest.mark.parametrize("case", ["now", *(pytest.param(case, marks=pytest.mark.slow) for case in ELSEWHERE)])
@pytest.mark.parametrize("sentence", PROMISES)
def test_every_row_keeps_its_promises(company: Company, case: str, sentence: str) -> None:
    scale, today, zone = ELSEWHERE.get(case, (0.2, None, "UTC"))
    connection = company(scale, today, zone)
    day = today or connection.execute(sa.text("SELECT reporting_day(now())")).scalar_one()

    found = connection.execute(sa.text(PROMISES[sentence]), {"today": day}).all()

    assert found == [], f"{len(found)} rows, such as {found[:3]}"


COUNTED = {
    "hours": (
        "SELECT sum(amount) FROM rollups WHERE measure = 'logged' AND customer_id = '*'",
        "SELECT sum(hours) FROM time_entries",
    ),
    "overdue tasks": (
        "SELECT sum(amount) FROM rollups WHERE measure = 'overdue_tasks' AND customer_id = '*'"
        " AND day <= reporting_day(now())",
        "SELECT count(*) FROM process_tasks WHERE status <> 'Completed' AND due_date < reporting_day(now())",
    ),
    "processes in Testing": (
        "SELECT sum(amount) FROM rollups WHERE measure = 'processes' AND customer_id = '*' AND key2 = 'Testing'",
        "SELECT count(*) FROM processes WHERE sdlc_stage = 'Testing'",
    ),
    "products": (
        "SELECT sum(amount) FROM rollups WHERE measure = 'products' AND customer_id <> '*'",
        "SELECT count(*) FROM pharmaceutical_products",
    ),
    "active customers": (
        "SELECT sum(amount) FROM rollups WHERE measure = 'active_customers' AND customer_id = '*'",
        "SELECT count(*) FROM customers WHERE active AND phase <> 'Terminated'",
    ),
    "what can be searched": (
        "SELECT count(*) FROM search_documents WHERE NOT is_further",
        "SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM contacts) + (SELECT count(*) FROM processes)"
        " + (SELECT count(*) FROM process_tasks) + (SELECT count(*) FROM pharmaceutical_products)"
        " + (SELECT count(*) FROM documents)",
    ),
    "what is not folded": ("SELECT count(*) FROM rollup_deltas", "SELECT 0"),
}


@pytest.mark.parametrize("measure", COUNTED)
def test_kept_aggregates_equal_a_count(company: Company, measure: str) -> None:
    kept, counted = (company(0.2).execute(sa.text(sql)).scalar_one() for sql in COUNTED[measure])

    assert kept == counted
