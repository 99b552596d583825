-- Hours over two years, on a service of the process's customer.
INSERT INTO time_entries (id, service_id, customer_id, process_id, worked_on, hours, billable)
SELECT pg_temp.id_of(10, $each * n + k)::uuid, pg_temp.id_of(4, 3 * c + (n + k) % 3), pg_temp.id_of(1, c),
  CASE WHEN k % 2 = 0 THEN pg_temp.id_of(6, n) END,
  current_date - floor(power(pg_temp.chance('day', $each * n + k), 1.2) * 730)::int,
  0.25 * (1 + floor(pg_temp.chance('hours', $each * n + k) * 16)), pg_temp.chance('billable', $each * n + k) < 0.8
FROM generate_series($first, $last) AS n, LATERAL (SELECT pg_temp.customer_of(n) AS c) AS of, generate_series(0, $each - 1) AS k;
