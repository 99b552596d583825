-- Products by team: six in ten were in the pipeline from the start, mostly early.
CREATE TEMP TABLE product_plan AS
SELECT t.key::bigint * 100 + place AS key, new_uuid() AS id, t.id AS team_id, t.customer_id, t.n, t.area,
  t.ended_on, c.name AS class, c.words AS stems,
  demo.weekday(t.joined_on + CASE WHEN luck < 0.65 THEN 1 + floor(luck * 12)::int ELSE 14
    + floor((luck - 0.65) / 0.35 * (coalesce(t.ended_on, demo.today() - 1) - t.joined_on - 16))::int END) AS day,
  CASE WHEN entry < 0.40 OR luck > 0.65 AND entry < 0.8 THEN 1 WHEN entry < 0.66 THEN 2 WHEN entry < 0.82 THEN 3
    WHEN entry < 0.91 THEN 4 WHEN entry < 0.96 THEN 5 ELSE 6 END AS entry
FROM team_plan t, generate_series(1, demo.span(1, 4, 'products', t.key)) AS place
JOIN demo.choices c ON c.kind = 'drug_classes',
LATERAL (SELECT demo.chance('product entered', t.key * 100 + place) AS luck,
  demo.chance('entry', t.key * 100 + place) AS entry) AS drawn
WHERE demo.chance('class', t.key * 100 + place) >= c.low AND demo.chance('class', t.key * 100 + place) < c.high;

-- Each status takes its months; then the product moves on, steps back, or is given up.
CREATE TEMP TABLE product_moves AS
WITH RECURSIVE moved AS (
  SELECT key, n, ended_on, entry AS status, day, 1 AS step FROM product_plan
  UNION ALL
  SELECT key, n, ended_on, CASE
      WHEN fate < (ARRAY[0.10, 0.14, 0.18, 0.26, 0.18, 0.05])[status] THEN CASE WHEN status = 6 THEN 8 ELSE 7 END
      WHEN fate > 0.95 AND status BETWEEN 2 AND 5 THEN status - 1
      WHEN status = 6 THEN 6
      ELSE status + 1 END,
    demo.weekday(day + spent), step + 1
  FROM moved, LATERAL (SELECT demo.chance('product fate', key * 10 + step) AS fate,
    ((ARRAY[20, 16, 15, 22, 26, 40])[status] * 30.4 * (0.65 + 0.75 * demo.chance('spent', key * 10 + step))
      * CASE WHEN step = 1 THEN 0.25 + 0.75 * demo.chance('already spent', key) ELSE 1 END)::int AS spent) AS drawn
  WHERE status <= 6 AND step < 9 AND demo.weekday(day + spent) < coalesce(ended_on, demo.today())
)
SELECT key, n, step, (demo.regulatory_statuses())[status] AS status, status AS place, demo.moment(day, 0.15 + 0.8
  * demo.chance('decided', key * 10 + step)) AS at
FROM (SELECT *, lag(status) OVER (PARTITION BY key ORDER BY step) AS before FROM moved) AS m
WHERE status IS DISTINCT FROM before;

INSERT INTO moves
SELECT 'pharmaceutical_products', p.id::text, 'regulatory_status', m.status, m.at
FROM product_moves m JOIN product_plan p USING (key);

-- Products as they stand today: early ones go by a code, later ones by a name, those approved have a number.
INSERT INTO pharmaceutical_products (id, team_id, customer_id, product_name, ndc_number, therapeutic_area, drug_class,
  indication, regulatory_status, created_at, updated_at, version)
SELECT p.id, p.team_id, p.customer_id,
  CASE WHEN m.highest <= 2 THEN upper(left(c.name, 3)) || '-' || (1000 + mod(p.key * 37, 9000))::text
    ELSE demo.pick(demo.name_onsets(), 'onset', p.key) || demo.pick(demo.name_syllables(), 'syllable', p.key)
      || demo.pick(p.stems, 'stem', p.key) END,
  CASE WHEN m.highest >= 6 AND m.highest <> 7 THEN (90000 + mod(p.n, 10000))::text || '-'
    || lpad(demo.span(1, 999, 'ndc', p.key)::text, 4, '0') || '-' || lpad(demo.span(1, 30, 'pack', p.key)::text, 2, '0')
    END,
  p.area, p.class, demo.pick(a.words, 'indication', p.key), m.status, m.first_at, m.last_at, m.moves
FROM product_plan p JOIN demo.customer_plan c USING (n)
JOIN demo.choices a ON a.kind = 'therapeutic_areas' AND a.name = p.area
JOIN (SELECT key, (array_agg(status ORDER BY step DESC))[1] AS status, min(at) AS first_at, max(at) AS last_at,
    count(*) AS moves, max(place) FILTER (WHERE place <> 7) AS highest
  FROM product_moves GROUP BY key) AS m USING (key)
ORDER BY m.first_at, p.key
