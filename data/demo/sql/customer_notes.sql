-- What is worth remembering about a customer.
INSERT INTO customer_notes (customer_id, title, content, created_at, updated_at)
SELECT c.id, demo.pick(demo.note_titles(), 'note', key), demo.pick(demo.note_bodies(), 'note body', key),
  made.at, made.at
FROM demo.customer_plan c JOIN chunk USING (n), generate_series(1, demo.span(1, 6, 'notes', c.n)) AS k,
LATERAL (SELECT c.n * 10 + k AS key, coalesce(c.ended_on, demo.today()) - 1 AS last_day) AS keyed,
LATERAL (SELECT demo.moment(greatest(c.joined_on, demo.weekday(c.joined_on
  + floor(demo.chance('noted', key) * (last_day - c.joined_on + 1))::int)),
  0.2 + 0.7 * demo.chance('note at', key)) AS at)
  AS made
ORDER BY c.n, made.at
