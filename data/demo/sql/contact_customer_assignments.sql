-- Who serves a customer follows from the hours: people stand in line, each customer takes the next stretch.
CREATE TEMP TABLE crew AS
SELECT c.n, p.k, p.id, row_number() OVER (PARTITION BY c.n ORDER BY p.k) - 1 AS place,
  count(*) OVER (PARTITION BY c.n) AS size
FROM demo.customer_plan c JOIN chunk USING (n)
JOIN demo.people p ON p.k BETWEEN c.hours_before / 100 AND (c.hours_before + c.hours - 1) / 100;

ANALYZE crew;

-- Those people see the customer among theirs.
INSERT INTO contact_customer_assignments (contact_id, customer_id, created_at)
SELECT w.id, c.id, demo.moment(c.joined_on, 0.3) FROM crew w JOIN demo.customer_plan c USING (n) ORDER BY n, k
