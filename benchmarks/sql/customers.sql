-- Customers and what each of them has: contacts, teams, services, products.
INSERT INTO customers (id, name, phase, contract_start_date, contract_end_date, created_at)
SELECT pg_temp.id_of(1, n),
  pg_temp.one_of('{Alder,Birch,Cedar,Delta,Elara,Fenix,Globe,Helio,Ionix,Juno,Kappa,Lumen,Mira,Nova,Orion,Pax}', 'a', n)
    || ' ' || pg_temp.one_of('{Pharma,Biotech,Therapeutics,Sciences,Biologics,Medical,Labs,Health}', 'b', n) || ' ' || n,
  pg_temp.one_of('{Contracting,New Activation,Steady State,Steady State,Steady State,Steady State + New Activation}', 'p', n),
  current_date - 900 + floor(pg_temp.chance('s', n) * 700)::int,
  current_date + 30 + floor(pg_temp.chance('e', n) * 900)::int,
  now() - interval '900 days' + pg_temp.chance('s', n) * interval '700 days'
FROM generate_series(0, $customers - 1) AS n;
INSERT INTO contacts (id, customer_id, name, email, type)
SELECT pg_temp.id_of(2, n), pg_temp.id_of(1, n / 5),
  pg_temp.one_of('{Ana,Ben,Clara,David,Elif,Femi,Greta,Hugo,Ines,Jan,Kim,Lea,Max,Nora,Omar,Pia}', 'f', n) || ' '
    || pg_temp.one_of('{Silva,Meyer,Rossi,Novak,Khan,Sato,Jansen,Moreau,Garcia,Larsen,Okoye,Weber}', 'l', n) || ' ' || n,
  'person' || n || '@example.com', 'Client'
FROM generate_series(0, 5 * $customers - 1) AS n;
INSERT INTO teams (id, customer_id, name)
SELECT pg_temp.id_of(3, n), pg_temp.id_of(1, n / 2), 'Team ' || n FROM generate_series(0, 2 * $customers - 1) AS n;
INSERT INTO services (id, customer_id, name, monthly_hours)
SELECT pg_temp.id_of(4, n), pg_temp.id_of(1, n / 3), (ARRAY['Support', 'Data operations', 'Enhancements'])[1 + n % 3],
  20 + floor(pg_temp.chance('hours', n) * 300)::int
FROM generate_series(0, 3 * $customers - 1) AS n;
INSERT INTO pharmaceutical_products (id, team_id, customer_id, product_name, therapeutic_area, drug_class,
  regulatory_status, created_at)
SELECT pg_temp.id_of(5, n)::uuid, pg_temp.id_of(3, n / 3), pg_temp.id_of(1, n / 6), 'Examplimab ' || n,
  pg_temp.one_of('{Oncology,Cardiology,Neurology,Endocrinology,Immunology,Respiratory,Dermatology,Other}', 'area', n),
  pg_temp.one_of('{Monoclonal Antibody,Small Molecule,Biologic,Vaccine,Gene Therapy,Peptide}', 'class', n),
  pg_temp.one_of('{Discovery,Pre-clinical,Phase I,Phase II,Phase III,Approved,Discontinued}', 'status', n),
  now() - pg_temp.chance('made', n) * interval '900 days'
FROM generate_series(0, 6 * $customers - 1) AS n;
