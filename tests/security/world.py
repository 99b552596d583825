"""A customer with a row in every table that holds customers' records; the words in them can be told apart."""

CUSTOMER = """
INSERT INTO customers (id, name, contract_start_date) VALUES ('{c}', '{word} customer', '2025-01-01');
INSERT INTO contacts (id, name, type, customer_id) VALUES ('{c}-contact', '{word} contact', 'Client', '{c}');
INSERT INTO contact_customer_assignments (contact_id, customer_id) VALUES ('{c}-contact', '{c}');
INSERT INTO communications (contact_id, type, subject, date) VALUES ('{c}-contact', 'email', '{word}', '2026-11-02');
INSERT INTO teams (id, customer_id, name) VALUES ('{c}-team', '{c}', '{word} team');
INSERT INTO services (id, customer_id, name, monthly_hours) VALUES ('{c}-service', '{c}', '{word} service', 100);
INSERT INTO processes (id, customer_id, name, start_date, due_date, estimate, status) VALUES
  ('{c}-process', '{c}', '{word} process', '2026-01-01', '2026-06-30', 40, 'In Progress');
INSERT INTO process_tasks (process_id, title) VALUES ('{c}-process', '{word} task');
INSERT INTO process_milestones (process_id, milestone_type) VALUES ('{c}-process', 'UAT Started');
INSERT INTO process_team (process_id, team_id) VALUES ('{c}-process', '{c}-team');
INSERT INTO process_notifications (process_id, recipient_email) VALUES ('{c}-process', '{c}@example.com');
INSERT INTO process_file_transfers (id, process_id, name) VALUES (md5('{c}')::uuid, '{c}-process', '{word} transfer');
INSERT INTO transfer_runs (id, transfer_id, scheduled_for) VALUES (md5('{c}')::uuid, md5('{c}')::uuid, now());
INSERT INTO transfer_files (transfer_id, run_id, source) VALUES (md5('{c}')::uuid, md5('{c}')::uuid, '{word}.csv');
INSERT INTO timeline_events (customer_id, process_id, event_type, title)
  VALUES ('{c}', '{c}-process', 'process_created', '{word} event');
INSERT INTO time_entries (service_id, process_id, worked_on, hours, note)
  VALUES ('{c}-service', '{c}-process', current_date, 7.5, '{word}');
INSERT INTO pharmaceutical_products (team_id, product_name, therapeutic_area, drug_class)
  VALUES ('{c}-team', '{word} product', 'Oncology', 'Biologic');
INSERT INTO documents (id, customer_id, name) VALUES ('{c}-document', '{c}', '{word} document');
INSERT INTO document_versions (document_id, number, sha256, size, mime_type, stored_as)
  VALUES ('{c}-document', 1, repeat('0', 64), 1, 'text/plain', '{c}');
INSERT INTO customer_notes (customer_id, title) VALUES ('{c}', '{word} note');
INSERT INTO imports (id, file_name, size) VALUES (md5('{c}')::uuid, '{word}.csv', 1);
INSERT INTO customer_important_dates (customer_id, title, date) VALUES ('{c}', '{word} date', '2026-12-01');
"""


def customer(id_: str, word: str) -> str:
    """SQL for one customer and everything of theirs."""
    return CUSTOMER.format(c=id_, word=word)
