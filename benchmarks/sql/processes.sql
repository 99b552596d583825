-- Processes with ten tasks each: two parents of four leaves; how many of the eight are done is the progress.
INSERT INTO processes (id, customer_id, responsible_contact_id, name, status, sdlc_stage, start_date, due_date,
  approval_status, estimate, functional_area, progress, leaf_tasks, completed_leaf_tasks, started_at, completed_at,
  created_at)
SELECT pg_temp.id_of(6, n), pg_temp.id_of(1, c), pg_temp.id_of(2, 5 * c + n % 5),
  pg_temp.one_of('{Weekly,Monthly,Daily,Custom,Global,Regional,Interim,Final}', 'n1', n) || ' '
    || pg_temp.one_of('{sales,claims,roster,sample,shipment,formulary,trial,safety}', 'n2', n) || ' '
    || pg_temp.one_of('{extract,ingestion,refresh,reconciliation,dashboard,feed}', 'n3', n) || ' ' || n,
  CASE WHEN done = 8 THEN 'Completed' WHEN done = 0 THEN 'Not Started' ELSE 'In Progress' END,
  (ARRAY['Requirements', 'Design', 'Development', 'Testing', 'Deployment', 'Maintenance'])[
    CASE WHEN done = 8 THEN 5 + n % 2 ELSE 1 + least(done / 2, 4) END],
  began, began + 60 + floor(pg_temp.chance('length', n) * 120)::int,
  pg_temp.one_of('{Pending,Approved,Rejected,Not Required}', 'approval', n), 20 + floor(pg_temp.chance('work', n) * 200)::int,
  pg_temp.one_of('{Standard Data Ingestion,Custom Data Ingestion,Standard Extract,Custom Extract,CRM Refresh,New Team Implementation}', 'area', n),
  round(100.0 * done / 8), 8, done, CASE WHEN done > 0 THEN began::timestamptz END,
  CASE WHEN done = 8 THEN began::timestamptz + interval '40 days' + pg_temp.chance('ended', n) * interval '60 days' END,
  began::timestamptz - interval '10 days'
FROM (SELECT n, pg_temp.customer_of(n) AS c, began, CASE WHEN began < current_date - 150 THEN 8
    ELSE least(7, floor(pg_temp.chance('done', n) * 9))::int END AS done
  FROM generate_series(0, $processes - 1) AS n,
  LATERAL (SELECT current_date - floor(pg_temp.chance('began', n) * 720)::int AS began) AS d) AS p;
INSERT INTO process_milestones (id, process_id, milestone_type, target_date, achieved_date)
SELECT pg_temp.id_of(7, 2 * n + k)::uuid, pg_temp.id_of(6, n), (ARRAY['$first_milestone', '$second_milestone'])[k + 1],
  current_date - 300 + floor(pg_temp.chance('target', 2 * n + k) * 500)::int,
  CASE WHEN pg_temp.chance('achieved', 2 * n + k) < 0.5
    THEN current_date - 300 + floor(pg_temp.chance('late', 2 * n + k) * 290)::int END
FROM generate_series(0, $processes - 1) AS n, generate_series(0, 1) AS k;
