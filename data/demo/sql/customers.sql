-- Sizes follow a power law; what becomes of a customer is spread evenly over all sizes.
CREATE TABLE demo.customer_plan AS
SELECT n, new_id() AS id, name, concat_ws(' ', name, suffix, region) AS full_name,
  demo.plain(name || suffix) || '.example' AS domain,
  size / avg(size) OVER () AS weight,
  CASE WHEN luck < 0.06 THEN 'ended' WHEN luck < 0.11 THEN 'leaving' WHEN luck < 0.16 THEN 'signing'
    WHEN luck < 0.24 THEN 'starting' WHEN luck < 0.28 THEN 'paused' WHEN luck < 0.41 THEN 'growing'
    ELSE 'steady' END AS fate,
  CASE WHEN thirst < 0.10 THEN 1.17 + 0.15 * demo.chance('over', n)
    WHEN thirst < 0.22 THEN 0.36 + 0.18 * demo.chance('under', n)
    ELSE 0.76 + 0.24 * demo.chance('thirst', n) END AS thirst
FROM generate_series(1, demo.customers()) AS n,
LATERAL (SELECT power(n, -0.6) AS size, demo.spread(0.61803398875, n) AS luck, demo.spread(0.41421356237, n) AS thirst)
  AS drawn,
LATERAL (SELECT cardinality(demo.name_heads()) * cardinality(demo.name_tails()) * cardinality(demo.name_suffixes())
  AS total) AS names,
LATERAL (SELECT mod(n::bigint * 7919, names.total)::int AS code,
  (demo.name_regions())[n / names.total] AS region) AS coded,
LATERAL (SELECT
  (demo.name_heads())[1 + mod(code, cardinality(demo.name_heads()))]
    || (demo.name_tails())[1 + mod(code / cardinality(demo.name_heads()), cardinality(demo.name_tails()))] AS name,
  (demo.name_suffixes())[1 + code / cardinality(demo.name_heads()) / cardinality(demo.name_tails())] AS suffix
) AS named;

-- When the record began, when the contract did, and for how long.
CREATE TABLE demo.customer_terms AS
SELECT c.n, demo.weekday(joined) AS joined_on, contract_start,
  CASE fate WHEN 'ended' THEN last_days
    WHEN 'leaving' THEN demo.today() + demo.span(12, 75, 'leaves', c.n)
    ELSE (contract_start + make_interval(months => (elapsed / term + 1) * term))::date - 1 END AS contract_end,
  CASE WHEN fate IN ('ended', 'paused') THEN demo.weekday(last_days) END AS ended_on
FROM demo.customer_plan c,
LATERAL (SELECT CASE
    WHEN fate = 'signing' THEN demo.today() - demo.span(8, 40, 'joined', c.n)
    WHEN fate = 'starting' THEN demo.today() - demo.span(45, 130, 'joined', c.n)
    WHEN fate IN ('ended', 'paused') OR demo.chance('founding', c.n) < 0.7
      THEN demo.first_day() + demo.span(0, 14, 'joined', c.n)
    ELSE demo.first_day() + demo.span(15, 480, 'joined', c.n) END AS joined) AS began,
LATERAL (SELECT CASE
    WHEN fate = 'signing' THEN demo.today() + demo.span(5, 45, 'signed', c.n)
    WHEN joined - demo.first_day() < 15 THEN demo.first_day() - demo.span(0, 700, 'signed', c.n)
    ELSE joined + demo.span(7, 30, 'signed', c.n) END AS contract_start) AS signed,
LATERAL (SELECT demo.today() - 25 - floor(275 * demo.spread(0.7548776662, c.n))::int AS last_days,
  (ARRAY[12, 12, 24, 24, 36])[demo.span(1, 5, 'term', c.n)] AS term,
  greatest(0, extract(year FROM age(demo.today(), contract_start)) * 12
    + extract(month FROM age(demo.today(), contract_start)))::int AS elapsed) AS agreed;

-- Each customer's phases in order; what lies before the record began is known only by its last.
CREATE TABLE demo.customer_phases AS
WITH steps AS (
  SELECT t.n, t.joined_on, s.step, s.phase, greatest(s.day, t.joined_on) AS day
  FROM demo.customer_terms t JOIN demo.customer_plan c USING (n),
  LATERAL (SELECT contract_start + demo.span(75, 135, 'settled', n) AS settled,
    CASE WHEN fate = 'growing' THEN demo.today() - demo.span(8, 60, 'grew', n)
      WHEN demo.chance('grew once', n) < 0.3 THEN demo.first_day() + demo.span(200, 480, 'grew', n) END AS grew) AS d,
  LATERAL (VALUES
    (1, 'Contracting', t.joined_on),
    (2, 'New Activation', contract_start),
    (3, 'Steady State', settled),
    (4, 'Steady State + New Activation', CASE WHEN grew > settled AND fate <> 'ended' THEN grew END),
    (5, 'Steady State', CASE WHEN grew > settled AND fate NOT IN ('growing', 'ended')
      THEN grew + demo.span(70, 120, 'grown', n) END),
    (6, 'Pending Termination', CASE fate WHEN 'ended' THEN ended_on - demo.span(40, 80, 'notice', n)
      WHEN 'leaving' THEN demo.today() - demo.span(3, 50, 'notice', n) END),
    (7, 'Terminated', CASE WHEN fate = 'ended' THEN ended_on END)
  ) AS s(step, phase, day)
  WHERE s.day < demo.today() AND (fate <> 'paused' OR s.day < ended_on)
)
SELECT n, step, phase, demo.weekday(day) AS day
FROM (SELECT s.*, max(step) FILTER (WHERE day <= joined_on) OVER (PARTITION BY n) AS known FROM steps s) AS s
WHERE step >= known;

-- Everything else hangs on these.
ALTER TABLE demo.customer_plan ADD PRIMARY KEY (n), ADD joined_on date, ADD contract_start date, ADD contract_end date,
  ADD ended_on date, ADD hours int, ADD first_person int, ADD crew int;

UPDATE demo.customer_plan c SET joined_on = t.joined_on, contract_start = t.contract_start,
  contract_end = t.contract_end, ended_on = t.ended_on,
  hours = greatest(15, round(weight * 118 / 5) * 5)
FROM demo.customer_terms t WHERE t.n = c.n;

-- Who serves a customer follows from the hours: people stand in line, each for about 100 hours of service a month.
UPDATE demo.customer_plan c SET first_person = (until - hours) / 100,
  crew = (until - 1) / 100 - (until - hours) / 100 + 1
FROM (SELECT n, sum(hours) OVER (ORDER BY n) AS until FROM demo.customer_plan) AS s WHERE s.n = c.n;

-- Our own people.
CREATE TABLE demo.people AS
SELECT k, new_id() AS id, demo.pick(demo.first_names(), 'our first name', k) AS first_name,
  demo.pick(demo.surnames(), 'our surname', k) AS surname
FROM generate_series(0, (SELECT max(first_person + crew) - 1 FROM demo.customer_plan)) AS k;

ALTER TABLE demo.people ADD PRIMARY KEY (k);

ANALYZE demo.customer_plan, demo.people, demo.customer_phases, demo.working_days, demo.months;

-- Customers as they stand today.
INSERT INTO customers (id, name, phase, contract_start_date, contract_end_date, avatar_color, active, inactivated_at,
  terminated_at, created_at, updated_at, version)
SELECT c.id, c.full_name, p.phase, c.contract_start, c.contract_end,
  demo.pick(demo.avatar_colors(), 'avatar', c.n), gone.inactivated_at IS NULL, gone.inactivated_at,
  CASE WHEN p.phase = 'Terminated' THEN demo.moment(p.day, 0.7) END,
  demo.moment(c.joined_on, 0.1), greatest(gone.inactivated_at, demo.moment(p.day, 0.7)),
  p.changes + (gone.inactivated_at IS NOT NULL)::int
FROM demo.customer_plan c
JOIN (SELECT DISTINCT ON (n) n, phase, day, count(*) OVER (PARTITION BY n) AS changes
  FROM demo.customer_phases ORDER BY n, step DESC) AS p USING (n),
LATERAL (SELECT CASE WHEN c.fate = 'paused' OR c.fate = 'ended' AND demo.chance('kept', c.n) < 0.5
  THEN demo.moment(c.ended_on, 0.9) END AS inactivated_at) AS gone
ORDER BY c.n
