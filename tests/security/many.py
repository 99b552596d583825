"""Two dozen more of everything: customers with a row in each table, and rows of the first customer's in each."""

from tests.security.world import customer

MORE = 24
OF_ACME = """
INSERT INTO contacts (id, name, type, customer_id) SELECT 'contact' || n, 'CANARY ' || n, 'Client', 'acme' FROM more;
INSERT INTO contact_customer_assignments (contact_id, customer_id) SELECT 'contact' || n, 'acme' FROM more;
INSERT INTO communications (contact_id, type, subject, date)
  SELECT 'contact' || n, 'email', 'CANARY', '2026-11-02' FROM more;
INSERT INTO teams (id, customer_id, name) SELECT 'team' || n, 'acme', 'CANARY ' || n FROM more;
INSERT INTO services (id, customer_id, name, monthly_hours)
  SELECT 'service' || n, 'acme', 'CANARY ' || n, 100 FROM more;
INSERT INTO processes (id, customer_id, name, start_date, due_date, estimate, status)
  SELECT 'process' || n, 'acme', 'CANARY ' || n, '2026-01-01', '2026-06-30', 40, 'In Progress' FROM more;
INSERT INTO process_tasks (process_id, title) SELECT id, 'CANARY' FROM processes CROSS JOIN more
  WHERE id = 'acme-process' OR left(id, 7) = 'process';
INSERT INTO process_milestones (process_id, milestone_type) SELECT 'process' || n, 'UAT Started' FROM more;
INSERT INTO process_team (process_id, team_id) SELECT 'acme-process', 'team' || n FROM more;
INSERT INTO process_notifications (process_id, recipient_email)
  SELECT 'acme-process', 'canary' || n || '@example.com' FROM more;
INSERT INTO process_file_transfers (process_id, name) SELECT 'acme-process', 'CANARY ' || n FROM more;
INSERT INTO timeline_events (customer_id, process_id, event_type, title)
  SELECT 'acme', 'acme-process', 'process_created', 'CANARY' FROM more;
INSERT INTO time_entries (service_id, process_id, worked_on, hours)
  SELECT 'acme-service', 'acme-process', current_date, 1 FROM more;
INSERT INTO pharmaceutical_products (team_id, product_name, therapeutic_area, drug_class)
  SELECT 'acme-team', 'CANARY ' || n, 'Oncology', 'Biologic' FROM more;
INSERT INTO documents (id, customer_id, name) SELECT 'document' || n, 'acme', 'CANARY ' || n FROM more;
INSERT INTO document_versions (document_id, number, sha256, size, mime_type, stored_as)
  SELECT 'document' || n, 1, repeat('0', 64), 1, 'text/plain', 'acme' FROM more;
INSERT INTO document_versions (document_id, number, sha256, size, mime_type, stored_as)
  SELECT 'acme-document', n + 1, repeat('0', 64), 1, 'text/plain', 'acme' FROM more;
INSERT INTO customer_notes (customer_id, title) SELECT 'acme', 'CANARY' FROM more;
INSERT INTO customer_important_dates (customer_id, title, date) SELECT 'acme', 'CANARY', '2026-12-01' FROM more;
INSERT INTO users (name, email, role) SELECT 'CANARY ' || n, 'canary' || n || '@example.com', 'Viewer' FROM more;
INSERT INTO roles (name, permissions) SELECT 'CANARY ' || n, '["dashboards:read"]' FROM more;
INSERT INTO saved_views (user_id, page, name, filters, is_shared)
  SELECT u.id, page, 'CANARY', '{}', true FROM users AS u CROSS JOIN unnest(ARRAY['overview', 'flow']) AS page
"""


def everything() -> str:
    """SQL for them, after a world in which Acme is."""
    more = f"CREATE TEMP VIEW more AS SELECT n FROM generate_series(1, {MORE}) AS n;"
    return more + "".join(customer(f"more{n}", f"CANARY {n}") for n in range(MORE)) + OF_ACME
