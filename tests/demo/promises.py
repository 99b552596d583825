"""What must hold of every row of the demo company: each sentence with a query that finds the rows that break it."""

DERIVED = {
    "a task has the customer of its process": """
        SELECT t.id FROM process_tasks t JOIN processes p ON p.id = t.process_id
        WHERE t.customer_id <> p.customer_id""",
    "a team on a process is the customer's own": """
        SELECT a.id FROM process_team a JOIN processes p ON p.id = a.process_id JOIN teams t ON t.id = a.team_id
        WHERE a.customer_id <> p.customer_id OR a.customer_id <> t.customer_id""",
    "hours have the customer of their service": """
        SELECT e.id FROM time_entries e JOIN services s ON s.id = e.service_id WHERE e.customer_id <> s.customer_id""",
    "a product has the customer of its team": """
        SELECT p.id FROM pharmaceutical_products p JOIN teams t ON t.id = p.team_id
        WHERE p.customer_id <> t.customer_id""",
    "a task knows its parent's depth": """
        SELECT t.id FROM process_tasks t LEFT JOIN process_tasks p ON p.id = t.parent_task_id
        WHERE t.parent_depth IS DISTINCT FROM p.depth""",
    "a process counts its leaves, and its progress follows": """
        SELECT p.id FROM processes p LEFT JOIN (
          SELECT process_id, count(*) AS leaves, count(*) FILTER (WHERE status = 'Completed') AS done
          FROM process_tasks t WHERE NOT EXISTS (SELECT FROM process_tasks k WHERE k.parent_task_id = t.id)
          GROUP BY 1) AS l ON l.process_id = p.id
        WHERE (p.leaf_tasks, p.completed_leaf_tasks) IS DISTINCT FROM (coalesce(leaves, 0), coalesce(done, 0))
          OR leaves > 0 AND p.progress <> round(100.0 * done / leaves)""",
    "a parent is completed when all below it are": """
        SELECT t.id FROM process_tasks t JOIN (SELECT parent_task_id, bool_and(status = 'Completed') AS all_done
          FROM process_tasks GROUP BY 1) AS k ON k.parent_task_id = t.id
        WHERE (t.status = 'Completed') <> k.all_done""",
    "started and completed are when the status said so": """
        SELECT p.id FROM processes p LEFT JOIN (
          SELECT resource_id, min(changed_at) FILTER (WHERE new_value = 'In Progress') AS started,
            max(changed_at) FILTER (WHERE new_value = 'Completed') AS completed
          FROM status_changes WHERE resource_type = 'processes' AND field = 'status' GROUP BY 1) AS c
          ON c.resource_id = p.id
        WHERE (p.started_at, p.completed_at) IS DISTINCT FROM (c.started, c.completed)""",
    "a customer was terminated when its phase said so": """
        SELECT c.id FROM customers c LEFT JOIN status_changes s ON s.resource_id = c.id AND s.new_value = 'Terminated'
        WHERE c.terminated_at IS DISTINCT FROM s.changed_at""",
    "a task was completed on the day its status said so": """
        SELECT t.id FROM process_tasks t LEFT JOIN status_changes s ON s.resource_type = 'process_tasks'
          AND s.resource_id = t.id::text AND s.new_value = 'Completed'
        WHERE t.completed_date IS DISTINCT FROM reporting_day(s.changed_at)""",
}

CURRENT = """
    SELECT 'processes' AS resource_type, p.id, f.field, f.value, p.created_at FROM processes p, LATERAL (VALUES
      ('status', p.status), ('sdlc_stage', p.sdlc_stage), ('approval_status', p.approval_status),
      ('progress', p.progress::text)) AS f(field, value)
    UNION ALL SELECT 'process_tasks', id::text, 'status', status, created_at FROM process_tasks
    UNION ALL SELECT 'customers', id, 'phase', phase, created_at FROM customers
    UNION ALL SELECT 'pharmaceutical_products', id::text, 'regulatory_status', regulatory_status, created_at
    FROM pharmaceutical_products"""

CHAINED = """
    SELECT s.*, lag(new_value) OVER w AS before, lead(new_value) OVER w AS after
    FROM status_changes s WINDOW w AS (PARTITION BY resource_type, resource_id, field ORDER BY changed_at, id)"""

HISTORY = {
    "each change begins where the last one ended": f"""
        SELECT id FROM ({CHAINED}) AS s WHERE old_value = new_value OR before <> old_value""",
    "the last change led to the present value": f"""
        SELECT s.id FROM ({CHAINED}) AS s JOIN ({CURRENT}) AS c
          ON (c.resource_type, c.id, c.field) = (s.resource_type, s.resource_id, s.field)
        WHERE s.after IS NULL AND s.new_value <> c.value""",
    "what never changed has its first value": f"""
        SELECT c.id FROM ({CURRENT}) AS c WHERE c.resource_type IN ('processes', 'process_tasks')
          AND c.value NOT IN ('Not Started', 'Requirements', 'Pending', 'Not Required', '0')
          AND NOT EXISTS (SELECT FROM status_changes s
            WHERE (s.resource_type, s.resource_id, s.field) = (c.resource_type, c.id, c.field))""",
    "work begins at the beginning": f"""
        SELECT id FROM ({CHAINED}) AS s WHERE before IS NULL AND resource_type IN ('processes', 'process_tasks')
          AND old_value NOT IN ('Not Started', 'Requirements', 'Pending', '0')""",
    "nothing changed before it was created": f"""
        SELECT s.id FROM status_changes s JOIN ({CURRENT}) AS c
          ON (c.resource_type, c.id, c.field) = (s.resource_type, s.resource_id, s.field)
        WHERE s.changed_at <= c.created_at""",
    "every change belongs to a record": f"""
        SELECT s.id FROM status_changes s LEFT JOIN ({CURRENT}) AS c
          ON (c.resource_type, c.id, c.field) = (s.resource_type, s.resource_id, s.field) WHERE c.id IS NULL""",
    "an edit counts a version and moves the stamp": """
        SELECT p.id FROM processes p LEFT JOIN (SELECT resource_id, count(DISTINCT changed_at) AS edits,
            max(changed_at) AS last FROM status_changes s JOIN processes q ON q.id = s.resource_id
          WHERE resource_type = 'processes' AND (field <> 'progress' OR q.leaf_tasks = 0) GROUP BY 1) AS s
          ON s.resource_id = p.id
        WHERE p.version <> 1 + coalesce(edits, 0) OR p.updated_at <> coalesce(last, p.created_at)
        UNION ALL
        SELECT t.id::text FROM process_tasks t LEFT JOIN (SELECT resource_id, count(*) AS edits, max(changed_at) AS last
          FROM status_changes WHERE resource_type = 'process_tasks' GROUP BY 1) AS s ON s.resource_id = t.id::text
        WHERE t.version <> 1 + coalesce(edits, 0) OR t.updated_at <> coalesce(last, t.created_at)""",
    "a product stays months in a status": f"""
        SELECT id FROM (SELECT s.*, changed_at - lag(changed_at) OVER (PARTITION BY resource_id ORDER BY changed_at)
          AS stayed FROM ({CHAINED}) AS s WHERE field = 'regulatory_status') AS s WHERE stayed < interval '150 days'""",
    "a stage follows the one before it, or returns from Testing to Development": """
        SELECT id FROM status_changes WHERE field = 'sdlc_stage' AND (old_value, new_value) NOT IN (
          ('Requirements', 'Design'), ('Design', 'Development'), ('Development', 'Testing'), ('Testing', 'Deployment'),
          ('Deployment', 'Maintenance'), ('Testing', 'Development'))""",
}

# What the timeline must tell: the event, and the changes it tells of.
TOLD = {
    "process_created": "SELECT id, created_at FROM processes",
    "process_started": "SELECT id, started_at FROM processes WHERE started_at IS NOT NULL",
    "process_completed": "SELECT id, completed_at FROM processes WHERE completed_at IS NOT NULL",
    "process_stage_changed": "SELECT resource_id, changed_at FROM status_changes WHERE field = 'sdlc_stage'",
    "customer_created": "SELECT NULL, created_at FROM customers",
    "customer_phase_changed": "SELECT NULL, changed_at FROM status_changes WHERE field = 'phase'",
    "product_status_changed": "SELECT NULL, changed_at FROM status_changes WHERE field = 'regulatory_status'",
    "note_added": "SELECT NULL, created_at FROM customer_notes",
    "communication_logged": "SELECT NULL, created_at FROM communications",
}
TIMELINE = {
    f"the timeline tells of every {event}": f"""
        (SELECT process_id, created_at FROM timeline_events WHERE event_type = '{event}' EXCEPT ALL ({truth}))
        UNION ALL (({truth}) EXCEPT ALL
          SELECT process_id, created_at FROM timeline_events WHERE event_type = '{event}')"""
    for event, truth in TOLD.items()
} | {
    "the timeline tells of every milestone on its day": """
        (SELECT process_id, achieved_date FROM process_milestones WHERE achieved_date IS NOT NULL EXCEPT ALL
          SELECT process_id, reporting_day(created_at) FROM timeline_events WHERE event_type = 'milestone_achieved')
        UNION ALL (SELECT process_id, reporting_day(created_at) FROM timeline_events
          WHERE event_type = 'milestone_achieved' EXCEPT ALL
          SELECT process_id, achieved_date FROM process_milestones WHERE achieved_date IS NOT NULL)""",
    "what the timeline tells of tasks is true": """
        SELECT e.id FROM timeline_events e LEFT JOIN process_tasks t ON t.id::text = e.metadata ->> 'task_id'
        WHERE e.event_type = 'task_completed' AND t.completed_date IS DISTINCT FROM reporting_day(e.created_at)""",
}

PRESENT = {
    "nothing has happened yet that could not": """
        SELECT id::text FROM time_entries WHERE worked_on > :today
        UNION ALL SELECT id::text FROM process_tasks WHERE completed_date >= :today
        UNION ALL SELECT id::text FROM process_milestones WHERE achieved_date >= :today
        UNION ALL SELECT id FROM communications WHERE date >= :today
        UNION ALL SELECT id::text FROM status_changes WHERE reporting_day(changed_at) >= :today
        UNION ALL SELECT id FROM timeline_events WHERE reporting_day(created_at) >= :today OR created_at > now()
        UNION ALL SELECT id FROM processes WHERE greatest(created_at, updated_at, started_at, completed_at) > now()
        UNION ALL SELECT id FROM customers WHERE greatest(created_at, updated_at, inactivated_at) > now()
        UNION ALL SELECT id::text FROM time_entries WHERE created_at > now()""",
    "the history is two years long": """
        SELECT 'early' FROM status_changes WHERE changed_at < CAST(:today AS date) - 765
        UNION ALL SELECT 'early' FROM time_entries WHERE worked_on < CAST(:today AS date) - 765
        UNION ALL SELECT 'late' WHERE (SELECT min(worked_on) FROM time_entries) > CAST(:today AS date) - 720
        UNION ALL SELECT 'ended' WHERE (SELECT max(worked_on) FROM time_entries) < CAST(:today AS date) - 7""",
    "hours are worked on working days": """
        SELECT id FROM time_entries WHERE extract(isodow FROM worked_on) > 5 OR hours > 12""",
    "hours are worked within the contract": """
        SELECT e.id FROM time_entries e JOIN customers c ON c.id = e.customer_id
        WHERE worked_on < c.contract_start_date OR worked_on > c.contract_end_date
          OR worked_on > reporting_day(c.inactivated_at)""",
    "hours on a process are worked while it runs": """
        SELECT e.id FROM time_entries e JOIN processes p ON p.id = e.process_id
        WHERE worked_on < reporting_day(p.started_at) OR worked_on > reporting_day(p.completed_at)""",
    "a new task was not due in the past": """
        SELECT id FROM process_tasks WHERE due_date < reporting_day(created_at)""",
    "only an active customer has open work": """
        SELECT p.id FROM processes p JOIN customers c ON c.id = p.customer_id
        WHERE p.status <> 'Completed' AND (NOT c.active OR c.phase = 'Terminated')""",
    "nobody real is written to": """
        SELECT email FROM contacts WHERE email NOT LIKE '%.example'
        UNION ALL SELECT recipient_email FROM process_notifications WHERE recipient_email NOT LIKE '%.example'
        UNION ALL SELECT host FROM process_file_transfers WHERE host NOT LIKE '%.example'""",
    "no transfer starts by itself or pretends to have run": """
        SELECT id FROM process_file_transfers WHERE is_active AND schedule_type <> 'Manual'
        UNION ALL SELECT id FROM transfer_runs UNION ALL SELECT id FROM transfer_files""",
    "no document is claimed": "SELECT id FROM documents",
    "no two customers share a name": "SELECT name FROM customers GROUP BY 1 HAVING count(*) > 1",
    "no two processes share a ticket": "SELECT jira_ticket FROM processes GROUP BY 1 HAVING count(jira_ticket) > 1",
    "no name keeps a gap to fill in": "SELECT id FROM processes WHERE name LIKE '%{%'",
}

PROMISES = DERIVED | HISTORY | TIMELINE | PRESENT
