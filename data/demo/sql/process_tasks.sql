-- The leaves as tasks: each begins when the one before it is done, some a step earlier; some are stuck.
CREATE TEMP TABLE leaf_tasks AS
SELECT l.*, new_uuid() AS id, p.tree = 'nested' AS nested, began.at AS began_at,
  CASE WHEN l.done THEN 'Completed' WHEN NOT (s.started AND began.at::date < demo.today()) THEN 'Not Started'
    WHEN demo.chance('stuck', l.key) < 0.13 THEN 'Blocked' ELSE 'In Progress' END AS status
FROM (SELECT l.*, lag(done_at) OVER w AS before, lag(done_at, 2) OVER w AS long_before
  FROM leaf l WINDOW w AS (PARTITION BY process ORDER BY leaf)) AS l
JOIN process_plan p ON p.key = l.process JOIN process_state s ON s.key = l.process,
LATERAL (SELECT coalesce(CASE WHEN demo.chance('overlap', l.key) < 0.35 THEN l.long_before ELSE l.before END,
  s.started_at) + interval '2 minutes' AS at) AS began
WHERE p.tree <> 'none';

-- What is divided further stands above its parts, and a stage above its items.
CREATE TEMP TABLE parent_tasks AS
SELECT process, stage, CASE WHEN grouping(item) = 0 THEN item END AS item, grouping(item) = 1 AS is_stage,
  new_uuid() AS id, min(began_at) AS began_at, max(done_at) AS done_at, max(done_on) AS done_on, max(due_on) AS due_on,
  process * 100 + 90 - stage * 4 - coalesce(item, 0) AS key,
  CASE WHEN bool_and(status = 'Completed') THEN 'Completed' WHEN bool_and(status = 'Not Started') THEN 'Not Started'
    ELSE 'In Progress' END AS status
FROM leaf_tasks WHERE nested GROUP BY GROUPING SETS ((process, stage), (process, stage, item))
HAVING grouping(item) = 1 OR max(step) > 0;

ANALYZE leaf_tasks, parent_tasks;

-- All tasks alike, from the top of the tree down.
CREATE TEMP TABLE task_plan AS
SELECT t.id, t.process, t.key, t.status, t.began_at, t.done_at, t.done_on, t.due_on, NULL::uuid AS parent_id,
  NULL::int AS parent_depth, (demo.stages())[t.stage] AS title
FROM parent_tasks t WHERE is_stage
UNION ALL
SELECT t.id, t.process, t.key, t.status, t.began_at, t.done_at, t.done_on, t.due_on, s.id, 0, w.title
FROM parent_tasks t JOIN parent_tasks s ON s.process = t.process AND s.stage = t.stage AND s.is_stage
JOIN demo.task_titles w ON w.stage = t.stage AND w.place = mod(t.item + t.process, w.size)
WHERE NOT t.is_stage
UNION ALL
SELECT t.id, t.process, t.key, t.status, t.began_at, t.done_at, t.done_on, t.due_on, coalesce(i.id, s.id),
  CASE WHEN i.id IS NOT NULL THEN 1 WHEN s.id IS NOT NULL THEN 0 END,
  CASE WHEN t.step > 0 THEN (ARRAY['Draft', 'Review', 'Rework'])[t.step] || ': ' || lower(left(w.title, 1))
    || substr(w.title, 2) ELSE w.title END
FROM leaf_tasks t
LEFT JOIN parent_tasks s ON t.nested AND s.process = t.process AND s.stage = t.stage AND s.is_stage
LEFT JOIN parent_tasks i ON t.step > 0 AND i.process = t.process AND i.stage = t.stage AND i.item = t.item
JOIN demo.task_titles w ON w.stage = t.stage AND w.place = mod(t.item + t.process, w.size);

ANALYZE task_plan;

-- Begun, perhaps stuck for a while, done.
CREATE TEMP TABLE task_moves AS
SELECT t.id, m.value, m.at
FROM task_plan t JOIN process_state s ON s.key = t.process,
LATERAL (SELECT demo.chance('held up', t.key) < 0.05 AND t.done_at - t.began_at > interval '2 days' AS held) AS h,
LATERAL (VALUES
  ('Not Started', s.created_at, true),
  ('In Progress', t.began_at, t.status <> 'Not Started'),
  ('Blocked', t.began_at + (t.done_at - t.began_at) * 0.2, t.status = 'Completed' AND held),
  ('In Progress', t.began_at + (t.done_at - t.began_at) * 0.6, t.status = 'Completed' AND held),
  ('Blocked', least(t.began_at + interval '3 hours', demo.today() - interval '7 hours'), t.status = 'Blocked'),
  ('Completed', t.done_at, t.status = 'Completed')
) AS m(value, at, so)
WHERE m.so;

INSERT INTO moves SELECT 'process_tasks', id::text, 'status', value, at FROM task_moves;

-- Tasks as they stand today.
INSERT INTO process_tasks (id, process_id, customer_id, parent_task_id, parent_depth, assigned_to_id, title, status,
  priority, due_date, completed_date, blocked_reason, created_at, updated_at, version)
SELECT t.id, p.id, p.customer_id, t.parent_id, t.parent_depth, w.id, t.title, t.status,
  CASE WHEN demo.chance('priority', t.key) < 0.18 THEN 'High' WHEN demo.chance('priority', t.key) < 0.4 THEN 'Low'
    ELSE 'Medium' END,
  t.due_on, CASE WHEN t.status = 'Completed' THEN t.done_on END,
  CASE WHEN t.status = 'Blocked' THEN demo.pick(demo.blocked_reasons(), 'why blocked', t.key) END, s.created_at, m.at, m.moves
FROM task_plan t JOIN process_plan p ON p.key = t.process JOIN process_state s ON s.key = t.process
JOIN (SELECT id, max(at) AS at, count(*) AS moves FROM task_moves GROUP BY 1) AS m ON m.id = t.id
LEFT JOIN crew w ON w.n = p.n AND w.place = floor(demo.chance('assigned', t.key) * p.crew)::int
  AND demo.chance('unassigned', t.key) >= 0.05
ORDER BY s.created_at, t.process, t.parent_depth NULLS FIRST, t.due_on, t.key
