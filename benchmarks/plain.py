"""What a KPI costs where nothing is kept: the same counted from the base tables, in one statement each.

Written apart from the product's queries, as somebody would who charts the tables; `{mine}` narrows to the reader.
"""

OPEN = "status <> 'Completed'"

PLAIN = {
    "headline": f"""
        SELECT (SELECT count(*) FROM customers WHERE active AND phase <> 'Terminated' AND {{mine_id}}),
          (SELECT count(*) FROM processes WHERE {OPEN} AND {{mine}}),
          (SELECT count(*) FROM process_tasks WHERE {OPEN} AND due_date < current_date AND {{mine}}),
          (SELECT sum(hours) FROM time_entries WHERE worked_on >= date_trunc('month', current_date) AND {{mine}})""",
    "process_progress": f"""
        SELECT CASE WHEN due_date < current_date THEN 'Overdue' WHEN progress - expected >= -10 THEN 'On track'
            WHEN progress - expected >= -25 THEN 'At risk' ELSE 'Off track' END, count(*)
        FROM (SELECT due_date, progress, 100.0 * greatest(current_date - start_date, 0)
          / greatest(due_date - start_date, 1) AS expected FROM processes WHERE {OPEN} AND {{mine}}) AS p GROUP BY 1""",
    "progress_average": f"""
        SELECT avg(progress), sum(progress * estimate) / nullif(sum(estimate), 0) FROM processes
        WHERE {OPEN} AND {{mine}}""",
    "sdlc_funnel": "SELECT sdlc_stage, status, count(*) FROM processes WHERE {mine} GROUP BY 1, 2",
    "stage_days": """
        SELECT old_value, percentile_cont(ARRAY[0.5, 0.85]) WITHIN GROUP (ORDER BY spent) FROM (
          SELECT c.old_value, extract(epoch FROM c.changed_at - coalesce(lag(c.changed_at) OVER (
            PARTITION BY resource_id ORDER BY c.changed_at), p.created_at)) / 86400 AS spent
          FROM status_changes c JOIN processes p ON p.id = c.resource_id
          WHERE resource_type = 'processes' AND field = 'sdlc_stage' AND p.{mine}) AS s GROUP BY 1""",
    "cumulative_flow": """
        SELECT changed_at::date, new_value, count(*) FROM status_changes c JOIN processes p ON p.id = c.resource_id
        WHERE resource_type = 'processes' AND field IN ('status', 'sdlc_stage') AND p.{mine} GROUP BY 1, 2""",
    "cycle_time": """
        SELECT date_trunc('week', completed_at), percentile_cont(ARRAY[0.5, 0.85]) WITHIN GROUP (
          ORDER BY completed_at - started_at) FROM processes WHERE status = 'Completed' AND {mine} GROUP BY 1""",
    "throughput": """
        SELECT date_trunc('week', completed_at), count(*) FROM processes
        WHERE status = 'Completed' AND {mine} GROUP BY 1""",
    "utilisation_heatmap": """
        SELECT e.customer_id, date_trunc('month', worked_on), sum(e.hours), max(s.hours) FROM time_entries e
        JOIN (SELECT customer_id, sum(monthly_hours) AS hours FROM services GROUP BY 1) AS s USING (customer_id)
        WHERE worked_on >= date_trunc('month', current_date) - interval '11 months' AND e.{mine} GROUP BY 1, 2""",
    "utilisation_pace": """
        SELECT customer_id, sum(hours) FROM time_entries
        WHERE worked_on >= date_trunc('month', current_date) AND {mine} GROUP BY 1""",
    "service_heatmap": """
        SELECT service_id, date_trunc('month', worked_on), sum(hours) FROM time_entries
        WHERE worked_on >= date_trunc('month', current_date) - interval '11 months' AND {mine} GROUP BY 1, 2""",
    "burn_up": """
        SELECT worked_on, sum(hours) FROM time_entries
        WHERE worked_on >= date_trunc('month', current_date) AND {mine} GROUP BY 1""",
    "who_logged": """
        SELECT contact_id, billable, sum(hours) FROM time_entries
        WHERE worked_on >= date_trunc('month', current_date) AND {mine} GROUP BY 1, 2""",
    "planned_load": f"""
        SELECT date_trunc('week', due_date), sum(estimate * (100 - progress) / 100.0) FROM processes
        WHERE {OPEN} AND {{mine}} GROUP BY 1""",
    "pharma_pipeline": """
        SELECT regulatory_status, therapeutic_area, count(*) FROM pharmaceutical_products WHERE {mine} GROUP BY 1, 2""",
}


def statement(kpi: str, customers: frozenset[str] | None) -> str | None:
    """None where no plain statement was written for it; `customers` are those of the reader, None for all."""
    if kpi not in PLAIN:
        return None
    ids = ", ".join(f"'{id_}'" for id_ in sorted(customers or ()))
    among = "IS NOT NULL" if customers is None else f"IN ({ids})"
    return PLAIN[kpi].format(mine=f"customer_id {among}", mine_id=f"id {among}")
