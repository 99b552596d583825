-- A customer's monthly hours are split over its services, the first being the largest.
CREATE TEMP TABLE service_plan AS
SELECT c.n, c.id AS customer_id, c.joined_on, k, c.n * 10 + k AS key, new_id() AS id, c.thirst,
  greatest(5, round(c.hours * share / sum(share) OVER (PARTITION BY c.n) / 5) * 5)::int AS hours,
  greatest(c.contract_start, demo.first_day()) AS first_day,
  least(c.contract_end, c.ended_on, demo.today()) AS last_day
FROM demo.customer_plan c JOIN chunk USING (n),
generate_series(1, CASE WHEN c.hours < 40 THEN 1 WHEN c.hours < 90 THEN 2 WHEN c.hours < 200 THEN 3 ELSE 4 END) AS k,
LATERAL (SELECT 1.0 / k AS share) AS shares;

ANALYZE service_plan;

INSERT INTO services (id, customer_id, name, monthly_hours, created_at, updated_at)
SELECT id, customer_id, (demo.service_names())[k], hours, made.at, made.at
FROM service_plan, LATERAL (SELECT demo.moment(joined_on, 0.5 + k / 100.0) AS at) AS made ORDER BY key
