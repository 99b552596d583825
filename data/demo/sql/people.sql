-- Our own people belong to no customer.
INSERT INTO contacts (id, name, email, phone, title, type, created_at, updated_at)
SELECT id, first_name || ' ' || surname,
  demo.plain(first_name) || '.' || demo.plain(surname) || CASE WHEN namesake > 1 THEN namesake::text ELSE '' END
    || '@consulting.example',
  '+44207946' || lpad(mod(k, 1000)::text, 4, '0'), demo.pick(demo.internal_titles(), 'our title', k), 'Internal',
  made.at, made.at
FROM (SELECT p.*, row_number() OVER (PARTITION BY first_name, surname ORDER BY k) AS namesake FROM demo.people p) AS p,
LATERAL (SELECT demo.moment(demo.weekday(demo.first_day() + 2), mod(k, 100) / 200.0) AS at) AS made
ORDER BY k
