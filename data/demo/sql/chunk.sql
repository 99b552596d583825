-- What moves, and when: the history of every status in this chunk comes from here.
CREATE TEMP TABLE moves (resource_type text, resource_id text, field text, value text, at timestamptz);

-- The phases of these customers.
INSERT INTO moves
SELECT 'customers', c.id, 'phase', p.phase, demo.moment(p.day, CASE WHEN p.day = c.joined_on THEN 0.1 ELSE 0.7 END)
FROM demo.customer_phases p JOIN demo.customer_plan c USING (n) JOIN chunk USING (n);
