-- Milestones keep to the plan as the work does; half of the processes follow only the three that the client sees.
CREATE TEMP TABLE milestone_plan AS
SELECT p.id AS process_id, p.customer_id, p.key, (demo.milestones())[k] AS milestone, target_on, s.created_at,
  CASE WHEN s.started AND achieved_on < demo.today() AND demo.chance('recorded', p.key * 10 + k) > 0.04
    THEN achieved_on END AS achieved_on,
  demo.moment(achieved_on, 0.97 * demo.chance('achieved', p.key * 10 + k)) AS achieved_at
FROM process_plan p JOIN process_state s USING (key), generate_series(1, 9) AS k,
LATERAL (SELECT (ARRAY[0.15, 0.20, 0.22, 0.26, 0.34, 0.65, 0.82, 0.92, 1.0])[k] AS portion) AS portions,
LATERAL (SELECT p.start_date + ((p.due_date - p.start_date) * portion)::int AS target,
  p.started_on + floor(p.days * portion)::int AS achieved) AS about,
LATERAL (SELECT demo.weekday(target) AS target_on,
  least(demo.weekday(achieved), s.closed_at::date) AS achieved_on) AS days
WHERE k IN (1, 7, 9) OR demo.chance('all milestones', p.key) < 0.5;

INSERT INTO process_milestones (process_id, milestone_type, target_date, achieved_date, created_at, updated_at, version)
SELECT process_id, milestone, target_on, achieved_on, created_at,
  CASE WHEN achieved_on IS NULL THEN created_at ELSE achieved_at END, 1 + (achieved_on IS NOT NULL)::int
FROM milestone_plan ORDER BY key, target_on
