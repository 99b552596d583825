-- How each piece of work was planned and how fast it really goes; most keep to the plan, some slip badly.
CREATE TEMP TABLE process_plan AS
SELECT c.n, key, new_id() AS id, c.id AS customer_id, s.shape, s.leaves, s.tree, created_on, start_date, due_date,
  started_on, planned_days * pace AS days, c.ended_on, c.crew
FROM demo.customer_plan c JOIN chunk USING (n),
generate_series(1, CASE c.fate WHEN 'signing' THEN demo.span(1, 2, 'first work', c.n)
  ELSE greatest(1, round(demo.processes_each() * c.weight
    * CASE c.fate WHEN 'starting' THEN 0.3 ELSE 1.1 END)) END::int) AS k,
LATERAL (SELECT c.n::bigint * 100000 + k AS key) AS keyed
JOIN demo.shapes s ON demo.chance('shape', key) >= s.low AND demo.chance('shape', key) < s.high,
LATERAL (SELECT coalesce(c.ended_on - 110, demo.today() - 1) AS latest) AS bound,
LATERAL (SELECT demo.weekday(c.joined_on + CASE WHEN demo.chance('backlog', key) < 0.1
  THEN demo.span(0, 6, 'begun', key)
  ELSE floor(demo.chance('begun', key) * (latest - c.joined_on + 1))::int END) AS created_on) AS created,
LATERAL (SELECT demo.weekday(created_on + demo.span(3, 24, 'lead', key)) AS start_date) AS planned,
LATERAL (SELECT 15 + s.leaves * (7 + 11 * demo.chance('length', key)) AS planned_days) AS length,
LATERAL (SELECT demo.weekday(start_date + planned_days::int) AS due_date,
  demo.weekday(start_date + CASE WHEN demo.chance('late start', key) < 0.8 THEN demo.span(0, 4, 'lag', key)
    ELSE demo.span(5, 20, 'lag', key) END) AS started_on,
  CASE WHEN demo.chance('pace', key) < 0.67 THEN 0.78 + 0.22 * demo.chance('how fast', key)
    WHEN demo.chance('pace', key) < 0.85 THEN 1.00 + 0.22 * demo.chance('how fast', key)
    WHEN demo.chance('pace', key) < 0.95 THEN 1.22 + 0.38 * demo.chance('how fast', key)
    ELSE 1.60 + 0.90 * demo.chance('how fast', key) END AS pace) AS real
WHERE c.ended_on IS NULL OR started_on + ceil(planned_days * pace)::int + 4 < c.ended_on;

ANALYZE process_plan;

-- The smallest pieces of work in their order: each takes its share of the days, and is due a little before or after.
CREATE TEMP TABLE leaf AS
SELECT p.key * 100 + t.leaf AS key, p.key AS process, t.leaf, t.stage, t.item, t.step, done_on,
  demo.moment(done_on, (t.leaf - 0.4 * demo.chance('hour', p.key * 100 + t.leaf)) / (p.leaves + 1)) AS done_at,
  done_on < demo.today() AS done,
  greatest(demo.weekday(done_on + CASE WHEN demo.chance('tardy', p.key * 100 + t.leaf) < 0.40
    THEN - demo.span(2, 24, 'late by', p.key * 100 + t.leaf)
    ELSE demo.span(0, 9, 'early by', p.key * 100 + t.leaf) END), p.start_date) AS due_on
FROM process_plan p JOIN demo.shape_leaves t USING (shape),
LATERAL (SELECT p.started_on + floor(p.days * (t.leaf - 0.25 - 0.5 * demo.chance('jitter', p.key * 100 + t.leaf))
  / p.leaves)::int AS about) AS spent,
LATERAL (SELECT demo.weekday(about) AS done_on) AS finished;

ANALYZE leaf;

-- When each really began and ended, and how far its leaves have come.
CREATE TEMP TABLE process_state AS
SELECT p.key, demo.moment(p.created_on, made) AS created_at,
  demo.moment(p.started_on, 0.02 * demo.chance('began', p.key)) AS started_at,
  demo.moment(closed_on, 0.97 + 0.03 * demo.chance('closed', p.key)) AS closed_at,
  closed_on < demo.today() AS completed,
  p.started_on < demo.today() AS started, l.done, l.done * 100.0 / p.leaves AS share
FROM process_plan p
JOIN (SELECT process, count(*) FILTER (WHERE done) AS done FROM leaf GROUP BY 1) AS l ON l.process = p.key,
LATERAL (SELECT p.started_on + ceil(p.days)::int + demo.span(0, 3, 'closing', p.key) AS about,
  0.3 + 0.6 * demo.chance('made', p.key) AS made) AS ends,
LATERAL (SELECT demo.weekday(about) AS closed_on) AS closed;

ANALYZE process_state;

-- Begun, done.
INSERT INTO moves
SELECT 'processes', p.id, 'status', m.value, m.at
FROM process_plan p JOIN process_state s USING (key),
LATERAL (VALUES ('Not Started', created_at, true), ('In Progress', started_at, started),
  ('Completed', closed_at, completed)) AS m(value, at, so)
WHERE m.so;

-- A stage begins when the last leaf of the stage before it is done; some come back from Testing for a while.
CREATE TEMP TABLE stage_moves AS
WITH ends AS (
  SELECT process, stage, max(done_at) AS at, bool_and(done) AS done,
    lead(stage) OVER (PARTITION BY process ORDER BY stage) AS next
  FROM leaf GROUP BY process, stage
), spells AS (
  SELECT e.*, lag(at) OVER (PARTITION BY process ORDER BY stage) AS began_at FROM ends e
)
SELECT process, next AS stage, at + interval '1 minute' AS at FROM ends WHERE done AND next IS NOT NULL
UNION ALL
SELECT process, 1, s.created_at FROM ends e JOIN process_state s ON s.key = e.process WHERE stage = 1
UNION ALL
SELECT process, 6, s.closed_at FROM ends e JOIN process_state s ON s.key = e.process
WHERE s.completed AND next IS NULL AND stage = 5 AND demo.chance('maintained', process) < 0.75
UNION ALL
SELECT process, b.stage, b.at FROM spells,
LATERAL (SELECT 0.97 + 0.03 * demo.chance('found', process) AS late) AS hour,
LATERAL (VALUES (3, demo.moment(demo.weekday((began_at + (spells.at - began_at) * 0.3)::date), late)),
  (4, demo.moment(demo.weekday((began_at + (spells.at - began_at) * 0.7)::date), late))) AS b(stage, at)
WHERE spells.stage = 4 AND spells.at::date - began_at::date > 8 AND demo.chance('returned', process) < 0.07
  AND b.at::date < demo.today();

INSERT INTO moves
SELECT 'processes', p.id, 'sdlc_stage', (demo.stages())[m.stage], m.at
FROM stage_moves m JOIN process_plan p ON p.key = m.process;

-- Who approves answers some days after the requirements are done; some are sent back first.
INSERT INTO moves
SELECT 'processes', p.id, 'approval_status', m.value, m.at
FROM process_plan p JOIN process_state s USING (key)
JOIN (SELECT process, max(done_on) AS day FROM leaf WHERE stage = 1 GROUP BY 1) AS r ON r.process = p.key,
LATERAL (SELECT demo.chance('approval', p.key) AS luck, r.day + demo.span(1, 6, 'answer', p.key) AS day,
  0.2 + 0.7 * demo.chance('answered', p.key) AS hour) AS a,
LATERAL (SELECT CASE WHEN luck >= 0.96 THEN 40 ELSE 7 END AS wait) AS w,
LATERAL (VALUES
  (CASE WHEN luck < 0.28 THEN 'Not Required' ELSE 'Pending' END, s.created_at),
  (CASE WHEN luck >= 0.90 THEN 'Rejected' END, demo.moment(demo.weekday(a.day), hour)),
  (CASE WHEN luck >= 0.90 THEN 'Pending' END, demo.moment(demo.weekday(a.day + wait), hour)),
  (CASE WHEN luck >= 0.28 THEN 'Approved' END, demo.moment(
    demo.weekday(a.day + CASE WHEN luck >= 0.90 THEN wait + 9 ELSE 0 END), hour))
) AS m(value, at)
WHERE m.value IS NOT NULL AND m.at::date < demo.today() AND (s.started OR m.at = s.created_at);

-- Progress rises with every leaf.
INSERT INTO moves
SELECT 'processes', p.id, 'progress', round(m.done * 100.0 / p.leaves)::text, m.at
FROM (SELECT key AS process, 0 AS done, created_at AS at FROM process_state
  UNION ALL SELECT process, leaf, done_at FROM leaf WHERE done) AS m
JOIN process_plan p ON p.key = m.process;

-- What they are called, and for whom.
CREATE TEMP TABLE process_names AS
SELECT p.key, a.name AS area, t.id AS team_id,
  replace(replace(replace(demo.pick(a.words, 'process', p.key),
    '{cadence}', demo.pick(demo.cadences(), 'cadence', p.key)),
    '{quarter}', to_char(p.start_date, '"Q"Q YYYY')), '{area}', t.area) AS name
FROM process_plan p
JOIN demo.choices a ON a.kind = 'functional_areas' AND demo.chance('area', p.key) >= a.low
  AND demo.chance('area', p.key) < a.high
JOIN team_plan t ON t.n = p.n AND t.k = 1 + floor(demo.chance('team', p.key) * t.size)::int;

ANALYZE process_names, moves;

-- Processes as they stand today.
INSERT INTO processes (id, customer_id, responsible_contact_id, tpa_responsible_contact_id, name, jira_ticket, status,
  sdlc_stage, start_date, due_date, approval_status, estimate, functional_area, progress, is_tpa_required,
  tpa_data_source, tpa_start_date, tpa_end_date, started_at, completed_at, leaf_tasks, completed_leaf_tasks,
  created_at, updated_at, version)
SELECT p.id, p.customer_id, w.id, CASE WHEN tpa THEN q.id END, name.name,
  CASE WHEN demo.chance('ticket', p.key) < 0.8 THEN
    'DM-' || (1000 + mod(p.key, 100000) * demo.customers() + p.n)::text END,
  v.status, v.stage, p.start_date, p.due_date, v.approval,
  p.leaves * demo.span(5, 14, 'estimate', p.key), name.area, round(s.share), tpa,
  CASE WHEN tpa THEN demo.pick(demo.tpa_sources(), 'tpa source', p.key) END,
  CASE WHEN tpa THEN p.start_date END,
  CASE WHEN tpa THEN demo.weekday(p.start_date + (p.due_date - p.start_date) / 2) END,
  CASE WHEN s.started THEN s.started_at END, CASE WHEN s.completed THEN s.closed_at END,
  CASE WHEN p.tree = 'none' THEN 0 ELSE p.leaves END, CASE WHEN p.tree = 'none' THEN 0 ELSE s.done END,
  s.created_at, v.moved_at, v.moves
FROM process_plan p JOIN process_state s USING (key) JOIN process_names name USING (key)
JOIN (
  SELECT resource_id,
    (array_agg(value ORDER BY at DESC) FILTER (WHERE field = 'status'))[1] AS status,
    (array_agg(value ORDER BY at DESC) FILTER (WHERE field = 'sdlc_stage'))[1] AS stage,
    (array_agg(value ORDER BY at DESC) FILTER (WHERE field = 'approval_status'))[1] AS approval,
    max(at) FILTER (WHERE field <> 'progress' OR p.tree = 'none') AS moved_at,
    count(DISTINCT at) FILTER (WHERE field <> 'progress' OR p.tree = 'none') AS moves
  FROM moves m JOIN process_plan p ON p.id = m.resource_id AND m.resource_type = 'processes' GROUP BY 1
) AS v ON v.resource_id = p.id
JOIN crew w ON w.n = p.n AND w.place = floor(demo.chance('responsible', p.key) * p.crew)::int
LEFT JOIN contact_plan q ON q.n = p.n AND q.k = 1 + mod(p.key, 3),
LATERAL (SELECT demo.chance('tpa', p.key) < 0.22 AS tpa) AS needs
ORDER BY s.created_at, p.key
