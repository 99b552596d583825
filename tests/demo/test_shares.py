"""The demo company looks like a consulting company: shares of its rows lie within believable bands."""

import datetime as dt

import pytest
import sqlalchemy as sa

from tests.demo.conftest import Company

pytestmark = pytest.mark.slow

DAYS = (dt.date(2026, 11, 20), dt.date(2025, 8, 4))

LAST_YEAR = """
    SELECT e.customer_id, sum(e.hours) / (SELECT sum(monthly_hours) * 12 FROM services s
      WHERE s.customer_id = e.customer_id) AS used
    FROM time_entries e JOIN customers c ON c.id = e.customer_id AND c.active
      AND c.contract_start_date < date_trunc('month', CAST(:today AS date)) - interval '1 year'
    WHERE e.worked_on >= date_trunc('month', CAST(:today AS date)) - interval '1 year'
      AND e.worked_on < date_trunc('month', CAST(:today AS date)) GROUP BY 1"""
THIS_MONTH = """
    SELECT sum(e.hours) / (SELECT sum(s.monthly_hours) FROM services s JOIN customers c ON c.id = s.customer_id
        WHERE c.active AND c.contract_start_date < :today AND c.contract_end_date > :today)
      * working_days(date_trunc('month', CAST(:today AS date))::date,
          (date_trunc('month', CAST(:today AS date)) + interval '1 month - 1 day')::date)
      / working_days(date_trunc('month', CAST(:today AS date))::date, :today)
    FROM time_entries e WHERE e.worked_on >= date_trunc('month', CAST(:today AS date))"""
YEAR = "extract(year FROM worked_on)"
OPEN = "FROM processes WHERE status <> 'Completed'"
STATUS = "FROM pharmaceutical_products WHERE regulatory_status"

SHARES = {
    "open processes": (f"SELECT count(*) {OPEN}", "SELECT count(*) FROM processes", 0.12, 0.35),
    "overdue processes": (f"SELECT count(*) {OPEN} AND due_date < :today", f"SELECT count(*) {OPEN}", 0.03, 0.20),
    "processes on track": (
        f"SELECT count(*) {OPEN} AND due_date >= :today AND coalesce(at_risk_from > :today, true)",
        f"SELECT count(*) {OPEN}",
        0.55,
        0.88,
    ),
    "processes at risk": (
        f"SELECT count(*) {OPEN} AND due_date >= :today AND at_risk_from <= :today",
        f"SELECT count(*) {OPEN}",
        0.05,
        0.30,
    ),
    "processes off track": (
        f"SELECT count(*) {OPEN} AND due_date >= :today AND off_track_from <= :today",
        f"SELECT count(*) {OPEN}",
        0.01,
        0.15,
    ),
    "overdue tasks among open ones": (
        "SELECT count(*) FROM process_tasks WHERE status <> 'Completed' AND due_date < :today",
        "SELECT count(*) FROM process_tasks WHERE status <> 'Completed'",
        0.03,
        0.06,
    ),
    "blocked tasks among open ones": (
        "SELECT count(*) FROM process_tasks WHERE status = 'Blocked'",
        "SELECT count(*) FROM process_tasks WHERE status <> 'Completed'",
        0.005,
        0.05,
    ),
    "customers over their hours": (
        f"SELECT count(*) FROM ({LAST_YEAR}) AS u WHERE used > 1.1",
        f"SELECT count(*) FROM ({LAST_YEAR}) AS u",
        0.04,
        0.20,
    ),
    "customers under their hours": (
        f"SELECT count(*) FROM ({LAST_YEAR}) AS u WHERE used < 0.6",
        f"SELECT count(*) FROM ({LAST_YEAR}) AS u",
        0.04,
        0.20,
    ),
    "customers between 70 and 105 percent": (
        f"SELECT count(*) FROM ({LAST_YEAR}) AS u WHERE used BETWEEN 0.7 AND 1.05",
        f"SELECT count(*) FROM ({LAST_YEAR}) AS u",
        0.60,
        0.90,
    ),
    "hours of this month against its pace": (f"SELECT ({THIS_MONTH}) * 100", "SELECT 100", 0.65, 1.10),
    "work of the largest tenth of customers": (
        "SELECT sum(n) FROM (SELECT count(*) AS n FROM processes GROUP BY customer_id ORDER BY 1 DESC LIMIT 6) AS top",
        "SELECT count(*) FROM processes",
        0.18,
        0.45,
    ),
    "products in the first half of the pipeline": (
        f"SELECT count(*) {STATUS} IN ('Discovery', 'Pre-clinical', 'Phase I')",
        f"SELECT count(*) {STATUS} IN ('Discovery', 'Pre-clinical', 'Phase I', 'Phase II', 'Phase III', 'Approved')",
        0.60,
        0.85,
    ),
    "products given up": (
        f"SELECT count(*) {STATUS} IN ('Discontinued', 'Withdrawn')",
        "SELECT count(*) FROM pharmaceutical_products",
        0.03,
        0.20,
    ),
    "processes that came back from Testing": (
        "SELECT count(*) FROM status_changes WHERE (old_value, new_value) = ('Testing', 'Development')",
        "SELECT count(*) FROM processes",
        0.01,
        0.10,
    ),
    "August against the September after it": (
        f"SELECT sum(hours) FROM time_entries WHERE extract(month FROM worked_on) = 8 AND {YEAR} IN (SELECT {YEAR}"
        " FROM time_entries WHERE extract(month FROM worked_on) = 9)",
        "SELECT sum(hours) FROM time_entries WHERE extract(month FROM worked_on) = 9",
        0.60,
        0.92,
    ),
    "customers that leave or have left": (
        "SELECT count(*) FROM customers WHERE phase IN ('Terminated', 'Pending Termination') OR NOT active",
        "SELECT count(*) FROM customers",
        0.05,
        0.25,
    ),
    "contracts that end within 90 days": (
        "SELECT count(*) FROM customers WHERE contract_end_date BETWEEN :today AND CAST(:today AS date) + 90",
        "SELECT count(*) FROM customers",
        0.03,
        0.30,
    ),
}

SIZES = {
    "customers": 60,
    "processes": 600,
    "process_tasks": 6000,
    "time_entries": 25000,
    "pharmaceutical_products": 350,
}


@pytest.mark.parametrize("today", DAYS, ids=str)
@pytest.mark.parametrize("what", SHARES)
def test_shares_are_believable(company: Company, what: str, today: dt.date) -> None:
    part, whole, low, high = SHARES[what]
    part, whole = (company(1, today).execute(sa.text(sql), {"today": today}).scalar_one() for sql in (part, whole))

    assert low <= part / whole <= high


@pytest.mark.parametrize("table", SIZES)
def test_scale_one_is_a_company_of_sixty_customers(company: Company, table: str) -> None:
    rows = company(1, DAYS[0]).execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()

    assert rows == pytest.approx(SIZES[table], rel=0.1)


def test_nobody_works_around_the_clock(company: Company) -> None:
    days = "SELECT sum(hours) AS hours FROM time_entries GROUP BY contact_id, worked_on"
    usual = f"SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY hours) FROM ({days}) AS d"

    assert company(1, DAYS[0]).execute(sa.text(usual)).scalar_one() <= 12
