-- Contract ends, and what returns through the year, some weeks ahead.
INSERT INTO customer_important_dates (customer_id, title, description, date, created_at, updated_at)
SELECT c.id, d.title, d.description, d.day, made.at, made.at
FROM demo.customer_plan c JOIN chunk USING (n),
LATERAL (
  SELECT 0 AS k, 'Contract ends' AS title, 'Agree on renewal two months before.' AS description, c.contract_end AS day
  UNION ALL
  SELECT k, demo.pick(demo.date_titles(), 'date', c.n * 10 + k), NULL,
    demo.weekday(c.joined_on + 20 + floor(demo.chance('day', c.n * 10 + k)
      * (coalesce(c.ended_on, demo.today() + 55) - c.joined_on - 20))::int)
  FROM generate_series(1, demo.span(2, 6, 'dates', c.n)) AS k
) AS d, LATERAL (SELECT demo.moment(c.joined_on, 0.6 + d.k / 100.0) AS at) AS made
WHERE d.day IS NOT NULL AND d.day >= c.joined_on
ORDER BY c.n, d.k
