-- A customer's teams, each with its therapeutic area.
CREATE TEMP TABLE team_plan AS
SELECT c.n, c.id AS customer_id, c.joined_on, c.ended_on, k, c.n * 10 + k AS key, new_id() AS id, a.name AS area,
  count(*) OVER (PARTITION BY c.n) AS size, founded.day AS started_on
FROM demo.customer_plan c JOIN chunk USING (n),
generate_series(1, least(6, 1 + round(c.weight * 0.9 + demo.chance('teams', c.n))::int)) AS k
JOIN demo.choices a ON a.kind = 'therapeutic_areas',
LATERAL (SELECT demo.weekday(c.contract_start + CASE WHEN k = 1 THEN 0 ELSE demo.span(0, 120, 'team', c.n * 10 + k) END)
  AS day) AS founded
WHERE demo.chance('team area', c.n * 10 + k) >= a.low AND demo.chance('team area', c.n * 10 + k) < a.high;

ANALYZE team_plan;

INSERT INTO teams (id, customer_id, name, finance_code, start_date, end_date, created_at, updated_at)
SELECT id, customer_id, area || ' ' || (demo.team_kinds())[1 + mod(n + k, cardinality(demo.team_kinds()))],
  'FC-' || (10000 + key)::text, started_on,
  CASE WHEN ended_on >= started_on THEN ended_on END, made.at, made.at
FROM team_plan, LATERAL (SELECT demo.moment(joined_on, 0.4 + k / 100.0) AS at) AS made ORDER BY key
