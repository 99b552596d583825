-- What happened, as the triggers write it; of the completed tasks every third is told.
INSERT INTO timeline_events (customer_id, process_id, event_type, title, metadata, created_at)
WITH told AS (
  SELECT m.*, lag(value) OVER (PARTITION BY resource_type, resource_id, field ORDER BY at) AS before
  FROM moves m WHERE resource_type <> 'process_tasks' AND field NOT IN ('progress', 'approval_status')
)
SELECT c.id, NULL, CASE WHEN t.before IS NULL THEN 'customer_created' ELSE 'customer_phase_changed' END,
  c.full_name,
  CASE WHEN t.before IS NULL THEN '{}' ELSE jsonb_build_object('from', t.before, 'to', t.value) END, t.at
FROM told t JOIN demo.customer_plan c ON c.id = t.resource_id
WHERE t.field = 'phase' AND t.before IS DISTINCT FROM t.value
UNION ALL
SELECT p.customer_id, p.id, e.event, n.name,
  CASE WHEN t.field = 'sdlc_stage' THEN jsonb_build_object('from', t.before, 'to', t.value) ELSE '{}' END, t.at
FROM told t JOIN process_plan p ON p.id = t.resource_id JOIN process_names n USING (key),
LATERAL (SELECT
  CASE WHEN t.field = 'sdlc_stage' THEN 'process_stage_changed' WHEN t.before IS NULL THEN 'process_created'
    WHEN t.value = 'Completed' THEN 'process_completed' ELSE 'process_started' END AS event) AS e
WHERE t.field = 'status' OR t.field = 'sdlc_stage' AND t.before <> t.value
UNION ALL
SELECT p.customer_id, NULL, 'product_status_changed', r.product_name,
  jsonb_build_object('product_id', p.id, 'from', t.before, 'to', t.value), t.at
FROM told t JOIN product_plan p ON p.id::text = t.resource_id JOIN pharmaceutical_products r ON r.id = p.id
WHERE t.field = 'regulatory_status' AND t.before <> t.value
UNION ALL
SELECT m.customer_id, m.process_id, 'milestone_achieved', n.name,
  jsonb_build_object('milestone', m.milestone), m.achieved_at
FROM milestone_plan m JOIN process_names n USING (key) WHERE m.achieved_on IS NOT NULL
UNION ALL
SELECT p.customer_id, p.id, 'task_completed', t.title,
  jsonb_build_object('task_id', t.id), t.done_at
FROM task_plan t JOIN process_plan p ON p.key = t.process
WHERE t.status = 'Completed' AND demo.chance('told', t.key) < 0.33
UNION ALL
SELECT n.customer_id, NULL, 'note_added', n.title, jsonb_build_object('note_id', n.id), n.created_at
FROM customer_notes n JOIN demo.customer_plan c ON c.id = n.customer_id JOIN chunk k ON k.n = c.n
UNION ALL
SELECT q.customer_id, NULL, 'communication_logged',
  m.subject,
  jsonb_build_object('communication_id', m.id, 'type', m.type, 'contact_id', m.contact_id), m.created_at
FROM contact_plan q JOIN communications m ON m.contact_id = q.id
ORDER BY 6
