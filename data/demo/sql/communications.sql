-- Larger customers are spoken to more often; some have been silent for a while.
INSERT INTO communications (contact_id, type, subject, notes, date, created_at, updated_at)
SELECT p.id, (ARRAY['email', 'email', 'email', 'phone', 'meeting', 'meeting', 'other'])[demo.span(1, 7, 'by', lot)],
  demo.pick(demo.communication_subjects(), 'subject', lot), demo.pick(demo.communication_notes(), 'said', lot), day,
  made.at, made.at
FROM demo.customer_plan c JOIN chunk USING (n),
LATERAL (SELECT least(c.ended_on, demo.today() - 1) - CASE WHEN demo.chance('silent', c.n) < 0.15
  THEN demo.span(30, 75, 'silence', c.n) ELSE 0 END AS last_day) AS until,
generate_series(1, greatest(1, round((last_day - c.joined_on) / 30.4 * (0.5 + 0.5 * sqrt(c.weight))))::int) AS k,
LATERAL (SELECT c.n::bigint * 10000 + k AS lot) AS numbered,
LATERAL (SELECT demo.weekday(c.joined_on + 3 + floor(demo.chance('talked', lot)
  * (last_day - c.joined_on - 2))::int) AS day) AS dated,
LATERAL (SELECT demo.moment(day, demo.chance('talked at', lot)) AS at) AS made
JOIN contact_plan p ON true
WHERE p.n = c.n AND p.k = 1 + mod(demo.span(0, 5, 'talked to', lot), 3) AND last_day > c.joined_on + 3
ORDER BY c.n, day, lot
