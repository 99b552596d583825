"""What happens is told as it happens: triggers write the timeline, in the writer's transaction, a statement at a time.

An event's title is the name of what it is about; from and to, whom it concerns and who did it stand in its metadata.
What an import writes is history and no news; what an undo brings back was told when it came.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

OWNERS = "SECURITY DEFINER SET search_path = public, pg_temp"

ABOUT = """
CREATE FUNCTION event_about(about jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object('user_id', said('user_id'), 'change_set_id', said('change_set_id'))
    || about)
$$
"""

IS_NEWS = """
CREATE FUNCTION is_news(tg_op text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(said('source'), '') <> 'import' AND NOT (tg_op = 'INSERT' AND coalesce(said('source'), '') = 'undo')
$$
"""

# table: for an insert and for an update, what is told: customer, process, event, title, about; and whence
TOLD: dict[str, dict[str, str]] = {
    "customers": {
        "INSERT": "SELECT n.id, NULL, 'customer_created', n.name, '{}'::jsonb FROM new_rows n",
        "UPDATE": """SELECT n.id, NULL, 'customer_phase_changed', n.name,
            jsonb_build_object('from', o.phase, 'to', n.phase)
          FROM old_rows o JOIN new_rows n USING (id) WHERE n.phase <> o.phase""",
    },
    "processes": {
        "INSERT": "SELECT n.customer_id, n.id, 'process_created', n.name, '{}'::jsonb FROM new_rows n",
        "UPDATE": """SELECT n.customer_id, n.id, e.event, n.name, e.about
          FROM old_rows o JOIN new_rows n USING (id), LATERAL (VALUES
            ('process_stage_changed', n.sdlc_stage <> o.sdlc_stage,
              jsonb_build_object('from', o.sdlc_stage, 'to', n.sdlc_stage)),
            ('process_started', n.status = 'In Progress' AND o.status <> n.status,
              jsonb_build_object('from', o.status, 'to', n.status)),
            ('process_completed', n.status = 'Completed' AND o.status <> n.status,
              jsonb_build_object('from', o.status, 'to', n.status)),
            ('approval_requested', n.approval_status = 'Pending' AND o.approval_status <> n.approval_status,
              jsonb_build_object('from', o.approval_status, 'reason', said('reason'))),
            ('approval_decided', n.approval_status IN ('Approved', 'Rejected')
              AND o.approval_status <> n.approval_status,
              jsonb_build_object('to', n.approval_status, 'reason', said('reason')))
          ) AS e(event, happened, about)
          WHERE e.happened AND (n.status, n.sdlc_stage, n.approval_status)
            IS DISTINCT FROM (o.status, o.sdlc_stage, o.approval_status)""",
    },
    "process_tasks": {
        "INSERT": """SELECT n.customer_id, n.process_id, e.event, n.title, e.about
          FROM new_rows n, LATERAL (VALUES
            ('task_assigned', n.assigned_to_id IS NOT NULL,
              jsonb_build_object('task_id', n.id, 'contact_id', n.assigned_to_id)),
            ('task_completed', n.status = 'Completed', jsonb_build_object('task_id', n.id))
          ) AS e(event, happened, about) WHERE e.happened""",
        "UPDATE": """SELECT n.customer_id, n.process_id, e.event, n.title, e.about
          FROM old_rows o JOIN new_rows n USING (id), LATERAL (VALUES
            ('task_assigned', n.assigned_to_id IS DISTINCT FROM o.assigned_to_id AND n.assigned_to_id IS NOT NULL,
              jsonb_build_object('task_id', n.id, 'contact_id', n.assigned_to_id)),
            ('task_completed', n.status = 'Completed' AND o.status <> n.status, jsonb_build_object('task_id', n.id))
          ) AS e(event, happened, about)
          WHERE (n.assigned_to_id, n.status) IS DISTINCT FROM (o.assigned_to_id, o.status) AND e.happened""",
    },
    "process_milestones": {
        "INSERT": """SELECT p.customer_id, p.id, 'milestone_achieved', p.name,
            jsonb_build_object('milestone', n.milestone_type, 'milestone_id', n.id, 'on', n.achieved_date)
          FROM new_rows n JOIN processes p ON p.id = n.process_id WHERE n.achieved_date IS NOT NULL""",
        "UPDATE": """SELECT p.customer_id, p.id, 'milestone_achieved', p.name,
            jsonb_build_object('milestone', n.milestone_type, 'milestone_id', n.id, 'on', n.achieved_date)
          FROM old_rows o JOIN new_rows n USING (id) JOIN processes p ON p.id = n.process_id
          WHERE n.achieved_date IS NOT NULL AND o.achieved_date IS NULL""",
    },
    "document_versions": {
        "INSERT": """SELECT d.customer_id, NULL, 'document_uploaded', d.name,
            jsonb_build_object('document_id', d.id, 'version', n.number)
          FROM new_rows n JOIN documents d ON d.id = n.document_id""",
    },
    "pharmaceutical_products": {
        "UPDATE": """SELECT n.customer_id, NULL, 'product_status_changed', n.product_name,
            jsonb_build_object('product_id', n.id, 'from', o.regulatory_status, 'to', n.regulatory_status)
          FROM old_rows o JOIN new_rows n USING (id) WHERE n.regulatory_status <> o.regulatory_status""",
    },
    "customer_notes": {
        "INSERT": """SELECT n.customer_id, NULL, 'note_added', n.title, jsonb_build_object('note_id', n.id)
          FROM new_rows n""",
    },
    "communications": {
        "INSERT": """SELECT c.customer_id, NULL, 'communication_logged', coalesce(nullif(btrim(n.subject), ''), n.type),
            jsonb_build_object('communication_id', n.id, 'type', n.type, 'contact_id', n.contact_id)
          FROM new_rows n JOIN contacts c ON c.id = n.contact_id""",
    },
}

TELL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {owners} AS $f$ BEGIN
  IF is_news(tg_op) THEN
    INSERT INTO timeline_events (customer_id, process_id, event_type, title, metadata)
    SELECT t.customer_id, t.process_id, t.event_type, left(t.title, 300), event_about(t.about)
    FROM ({query}) AS t(customer_id, process_id, event_type, title, about);
  END IF;
  RETURN NULL;
END $f$
"""

# Events outlive their process; those of one that comes back are its own again.
FAREWELL = f"""
CREATE FUNCTION events_remember_process() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
  UPDATE timeline_events SET metadata = metadata || jsonb_build_object('process_id', old.id) WHERE process_id = old.id;
  RETURN old;
END $$
"""
RETURN = f"""
CREATE FUNCTION events_find_process() RETURNS trigger LANGUAGE plpgsql {OWNERS} AS $$ BEGIN
  IF said('source') = 'undo' THEN
    UPDATE timeline_events e SET process_id = n.id FROM new_rows n
    WHERE e.customer_id = n.customer_id AND e.process_id IS NULL AND e.metadata ->> 'process_id' = n.id;
  END IF;
  RETURN NULL;
END $$
"""

# What is noticed by looking, not by a change, is told once: `episode` names the occasion.
EPISODE = "uq_timeline_events_episode"


def upgrade() -> None:
    for function in (ABOUT, IS_NEWS, FAREWELL, RETURN):
        op.execute(function)
    for table, events in TOLD.items():
        for event, query in events.items():
            _tell(table, event, query)
    op.execute(
        "CREATE TRIGGER b_remember BEFORE DELETE ON processes FOR EACH ROW EXECUTE FUNCTION events_remember_process()"
    )
    op.execute(
        "CREATE TRIGGER tell_return AFTER INSERT ON processes REFERENCING NEW TABLE AS new_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION events_find_process()"
    )
    for name in ("events_remember_process()", "events_find_process()"):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC")
    op.create_index(
        EPISODE,
        "timeline_events",
        [sa.literal_column("(metadata ->> 'episode')")],
        unique=True,
        postgresql_where=sa.text("metadata ? 'episode'"),
    )
    op.create_index(
        "ix_timeline_events_type_created_at",
        "timeline_events",
        ["event_type", sa.literal_column("created_at DESC")],
    )


def _tell(table: str, event: str, query: str) -> None:
    name = f"tell_{table}_{event.lower()}"
    op.execute(TELL.format(name=name, owners=OWNERS, query=query))
    op.execute(f"REVOKE EXECUTE ON FUNCTION {name}() FROM PUBLIC")
    rows = "NEW TABLE AS new_rows" if event == "INSERT" else "OLD TABLE AS old_rows NEW TABLE AS new_rows"
    op.execute(
        f"CREATE TRIGGER tell_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def downgrade() -> None:
    op.drop_index("ix_timeline_events_type_created_at", "timeline_events")
    op.drop_index(EPISODE, "timeline_events")
    for table, events in TOLD.items():
        for event in events:
            op.execute(f"DROP FUNCTION tell_{table}_{event.lower()}() CASCADE")
    op.execute("DROP FUNCTION events_find_process() CASCADE")
    op.execute("DROP FUNCTION events_remember_process() CASCADE")
    op.execute("DROP FUNCTION is_news(text)")
    op.execute("DROP FUNCTION event_about(jsonb)")
