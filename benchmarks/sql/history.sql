-- What happened to them: how the statuses moved, and what was told about it.
INSERT INTO status_changes (resource_type, resource_id, field, old_value, new_value, changed_at)
SELECT 'processes', pg_temp.id_of(6, n), m.field, m.before, m.after, p.created_at + (m.days || ' days')::interval
FROM generate_series($first, $last) AS n JOIN processes p ON p.id = pg_temp.id_of(6, n),
LATERAL (VALUES ('status', 'Not Started', 'In Progress', 10, 1), ('sdlc_stage', 'Requirements', 'Design', 20, 2),
  ('sdlc_stage', 'Design', 'Development', 30, 4), ('status', 'In Progress', 'Completed', 60, 8)) AS m(field, before, after, days, needs)
WHERE p.completed_leaf_tasks >= m.needs;
INSERT INTO timeline_events (id, customer_id, process_id, event_type, title, created_at)
SELECT pg_temp.id_of(9, $each * n + k), p.customer_id, p.id,
  pg_temp.one_of('{task_completed,task_completed,process_stage_changed,milestone_achieved,task_assigned}', 'event', $each * n + k),
  'Step ' || k || ': ' || p.name, p.created_at + pg_temp.chance('when', $each * n + k) * (now() - p.created_at)
FROM generate_series($first, $last) AS n JOIN processes p ON p.id = pg_temp.id_of(6, n), generate_series(0, $each - 1) AS k;
