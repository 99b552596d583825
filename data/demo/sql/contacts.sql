-- People at the customer, then those who deliver to it.
CREATE TEMP TABLE contact_plan AS
SELECT c.n, c.id AS customer_id, c.domain, c.joined_on, k, c.n * 100 + k AS key, new_id() AS id, kind,
  demo.pick(demo.first_names(), 'first name', c.n * 100 + k) AS first_name,
  demo.pick(demo.surnames(), 'surname', c.n * 100 + k) AS surname
FROM demo.customer_plan c JOIN chunk USING (n),
generate_series(1, least(12, 3 + round(c.weight * 1.2)::int)) AS k,
LATERAL (SELECT CASE WHEN k <= 2 OR demo.chance('contact kind', c.n * 100 + k) < 0.72 THEN 'Client'
  WHEN demo.chance('contact kind', c.n * 100 + k) < 0.9 THEN 'Vendor' ELSE 'Partner' END AS kind) AS kinds;

ANALYZE contact_plan;

-- Addresses end in .example and numbers lie in ranges kept for fiction: nobody real is ever written to.
INSERT INTO contacts (id, customer_id, name, email, phone, title, role, type, created_at, updated_at)
SELECT id, customer_id, first_name || ' ' || surname,
  demo.plain(first_name) || '.' || demo.plain(surname) || '@'
    || CASE WHEN kind = 'Client' THEN '' ELSE 'data-' || lower(kind) || '.' END || domain,
  CASE WHEN demo.chance('phone', key) < 0.85 THEN '+1' || demo.pick(ARRAY['202', '212', '312', '415', '617', '919'],
    'area code', key) || '55501' || lpad(demo.span(0, 99, 'line', key)::text, 2, '0') END,
  demo.pick(CASE WHEN kind = 'Client' THEN demo.client_titles() ELSE demo.vendor_titles() END, 'title', key),
  CASE WHEN kind = 'Client' THEN demo.pick(demo.client_roles(), 'role', key) END, kind, made.at, made.at
FROM contact_plan, LATERAL (SELECT demo.moment(joined_on, 0.1 + k / 100.0) AS at) AS made ORDER BY key
