-- Those of our people who serve these customers.
CREATE TEMP TABLE crew AS
SELECT c.n, p.k, p.id, p.k - c.first_person AS place
FROM demo.customer_plan c JOIN chunk USING (n)
JOIN demo.people p ON p.k BETWEEN c.first_person AND c.first_person + c.crew - 1;

ANALYZE crew;

-- Those people see the customer among theirs.
INSERT INTO contact_customer_assignments (contact_id, customer_id, created_at)
SELECT w.id, c.id, demo.moment(c.joined_on, 0.3) FROM crew w JOIN demo.customer_plan c USING (n) ORDER BY n, k
