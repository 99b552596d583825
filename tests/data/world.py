"""A small world in plain SQL, for tests that speak to the database directly: two customers and what belongs to them."""

import sqlalchemy as sa

WORLD = """
INSERT INTO customers (id, name, contract_start_date) VALUES ('acme', 'Acme', '2026-01-01'), ('bolt', 'Bolt', NULL);
INSERT INTO contacts (id, name, type) VALUES ('ana', 'Ana', 'Internal');
INSERT INTO contacts (id, name, type, customer_id) VALUES ('cleo', 'Cleo', 'Client', 'acme');
INSERT INTO teams (id, customer_id, name) VALUES ('acme-team', 'acme', 'Data'), ('bolt-team', 'bolt', 'Data');
INSERT INTO services (id, customer_id, name, monthly_hours) VALUES ('acme-care', 'acme', 'Care', 100),
  ('bolt-care', 'bolt', 'Care', 50);
INSERT INTO processes (id, customer_id, name, responsible_contact_id) VALUES ('extract', 'acme', 'Extract', 'ana'),
  ('intake', 'acme', 'Intake', NULL), ('bolt-feed', 'bolt', 'Feed', NULL);
INSERT INTO process_tasks (id, process_id, title, assigned_to_id) VALUES
  ('00000000-0000-7000-8000-000000000001', 'extract', 'Root', 'ana'),
  ('00000000-0000-7000-8000-000000000009', 'intake', 'Elsewhere', NULL);
INSERT INTO process_tasks (id, process_id, title, parent_task_id) VALUES
  ('00000000-0000-7000-8000-000000000002', 'extract', 'Child', '00000000-0000-7000-8000-000000000001'),
  ('00000000-0000-7000-8000-000000000003', 'extract', 'Twin', '00000000-0000-7000-8000-000000000001');
INSERT INTO process_milestones (process_id, milestone_type) VALUES ('extract', 'UAT Started');
INSERT INTO process_team (process_id, team_id) VALUES ('extract', 'acme-team');
INSERT INTO process_file_transfers (id, process_id, name, host_key) VALUES
  ('00000000-0000-7000-8000-00000000000a', 'extract', 'Nightly', 'ssh-ed25519 AAAA');
INSERT INTO process_notifications (process_id, recipient_email) VALUES ('extract', 'cleo@example.com');
INSERT INTO timeline_events (id, customer_id, process_id, event_type, title)
  VALUES ('begun', 'acme', 'extract', 'process_created', 'Extract begun');
INSERT INTO time_entries (service_id, process_id, contact_id, worked_on, hours)
  VALUES ('acme-care', 'extract', 'ana', '2026-03-02', 7.5);
INSERT INTO pharmaceutical_products (id, team_id, product_name, therapeutic_area, drug_class) VALUES
  ('00000000-0000-7000-8000-00000000000b', 'acme-team', 'Examplimab', 'Oncology', 'Biologic');
INSERT INTO users (id, email, name, role, password_hash) VALUES
  ('root', 'root@example.com', 'Root', 'Admin', 'x'), ('vera', 'vera@example.com', 'Vera', 'Viewer', 'x');
"""
ROOT, CHILD, TWIN, ELSEWHERE = (f"00000000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3, 9))
TRANSFER = "00000000-0000-7000-8000-00000000000a"


def one(connection: sa.Connection, query: str) -> tuple:
    return tuple(connection.exec_driver_sql(query).one())
