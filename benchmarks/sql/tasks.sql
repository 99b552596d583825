-- Ten a process. The first two are parents; the leaves after them are done in order, as many as the process says.
INSERT INTO process_tasks (id, process_id, customer_id, parent_task_id, parent_depth, assigned_to_id, title, status,
  blocked_reason, due_date, completed_date, created_at)
SELECT pg_temp.id_of(8, 10 * n + k)::uuid, p.id, p.customer_id,
  CASE WHEN k > 1 THEN pg_temp.id_of(8, 10 * n + k % 2)::uuid END, CASE WHEN k > 1 THEN 0 END,
  CASE WHEN k % 3 > 0 THEN p.responsible_contact_id END, 'Step ' || k || ' of ' || p.name,
  CASE WHEN is_done THEN 'Completed' WHEN is_stuck THEN 'Blocked'
    WHEN k = p.completed_leaf_tasks + 2 THEN 'In Progress' ELSE 'Not Started' END,
  CASE WHEN is_stuck AND NOT is_done THEN 'Waiting for the client.' END,
  p.start_date + 7 * k, CASE WHEN is_done THEN p.start_date + 6 * k END, p.created_at
FROM generate_series($first, $last) AS n JOIN processes p ON p.id = pg_temp.id_of(6, n), generate_series(0, 9) AS k,
LATERAL (SELECT pg_temp.chance('blocked', 10 * n + k) < 0.03 AS is_stuck, CASE WHEN k > 1 THEN k - 1 <= p.completed_leaf_tasks ELSE p.completed_leaf_tasks = 8 END AS is_done) AS d;
