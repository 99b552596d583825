-- What each service uses of its hours in a month: the customer's habit, the season, and chance.
CREATE TEMP TABLE service_months AS
SELECT v.n, v.key * 100 + row_number() OVER (PARTITION BY v.id ORDER BY m.month) AS key, v.id, v.customer_id, m.month,
  min(d.place) AS first_place, max(d.place) AS last_place,
  v.hours * v.thirst * m.season * (0.92 + 0.16 * demo.chance('month', v.key * 100 + extract(month FROM m.month)::int))
    * working_days(greatest(v.first_day, m.month), least(v.last_day, m.last_day)) / m.working_days AS hours
FROM service_plan v JOIN demo.months m ON m.month <= v.last_day AND m.last_day >= v.first_day
JOIN demo.working_days d ON d.month = m.month AND d.day BETWEEN v.first_day AND v.last_day
GROUP BY v.n, v.key, v.id, v.customer_id, v.hours, v.thirst, v.first_day, v.last_day, m.month, m.last_day, m.season,
  m.working_days;

-- Entries of unequal length that add up to those hours, each by one of the customer's people.
CREATE TEMP TABLE entry_plan AS
SELECT e.*,
  greatest(0.25, round((m.hours * length / sum(length) OVER (PARTITION BY m.key))::numeric * 4) / 4) AS spent
FROM service_months m,
LATERAL (SELECT m.n, m.key * 10000 + k AS key, m.id AS service_id, m.customer_id, m.month, m.first_place, m.last_place,
    m.key AS service_month, 0.45 + 1.1 * demo.chance('length', m.key * 10000 + k) AS length,
    demo.chance('who', m.key * 10000 + k) AS who
  FROM generate_series(1, greatest(1, round(m.hours / 4.6)::int)) AS k) AS e
WHERE m.hours > 0;

ANALYZE entry_plan;

-- Which processes were worked on in a month, numbered per customer.
CREATE TEMP TABLE worked_on AS
SELECT p.n, m.month, p.id, p.started_on, s.closed_at::date AS last_day,
  row_number() OVER (PARTITION BY p.n, m.month ORDER BY p.key) - 1 AS place
FROM process_plan p JOIN process_state s USING (key)
JOIN demo.months m ON p.started_on <= m.last_day AND s.closed_at::date >= m.month;

ANALYZE worked_on;

-- A person's entries fill the month evenly, a little more towards its end.
CREATE TEMP TABLE entry_days AS
SELECT e.key, e.n, e.service_id, e.customer_id, e.month, e.spent, w.id AS contact_id,
  floor(demo.chance('process', e.key) * p.size)::int AS process_place,
  first_place + floor(power(sum(spent) OVER filled / (sum(spent) OVER month_total + 0.01), 0.94)
    * (last_place - first_place + 1))::int AS place
FROM entry_plan e JOIN demo.customer_plan c USING (n)
JOIN crew w ON w.n = e.n AND w.place = floor(e.who * c.crew)::int
LEFT JOIN (SELECT n, month, count(*) AS size FROM worked_on GROUP BY 1, 2) AS p ON p.n = e.n AND p.month = e.month
WINDOW month_total AS (PARTITION BY w.id, e.month), filled AS (PARTITION BY w.id, e.month
  ORDER BY demo.chance('turn', e.key), e.key);

ANALYZE entry_days;

-- Hours as logged, in the order of the days; three in four name the process.
INSERT INTO time_entries (service_id, customer_id, process_id, contact_id, worked_on, hours, billable, note, created_at,
  updated_at)
SELECT e.service_id, e.customer_id, p.id, e.contact_id, d.day, e.spent, demo.chance('billable', e.key) < 0.9,
  CASE WHEN demo.chance('noted', e.key) < 0.7 THEN demo.pick(demo.work_notes(), 'work note', e.key) END,
  made.at, made.at
FROM entry_days e JOIN demo.working_days d ON d.place = e.place
LEFT JOIN worked_on p ON p.n = e.n AND p.month = e.month AND p.place = e.process_place
  AND d.day BETWEEN p.started_on AND p.last_day AND demo.chance('general', e.key) < 0.85,
LATERAL (SELECT least(demo.moment(d.day, 0.9 + 0.1 * demo.chance('logged', e.key)), now()) AS at) AS made
ORDER BY d.day, e.key
