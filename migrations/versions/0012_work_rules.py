"""What must hold between processes and tasks, whoever writes and however many at once."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PROCESS = """
CREATE FUNCTION derive_process() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF tg_op = 'INSERT' THEN
    new.leaf_tasks := 0;
    new.completed_leaf_tasks := 0;
  ELSIF said('deriving') IS NULL THEN
    new.leaf_tasks := old.leaf_tasks;
    new.completed_leaf_tasks := old.completed_leaf_tasks;
  END IF;
  IF new.leaf_tasks > 0 THEN
    new.progress := round(100.0 * new.completed_leaf_tasks / new.leaf_tasks);
  END IF;
  IF new.status = 'In Progress' THEN
    new.started_at := coalesce(new.started_at, now());
  END IF;
  new.completed_at := CASE WHEN new.status = 'Completed' THEN
    coalesce(new.completed_at, greatest(now(), new.started_at)) END;  -- another may have begun later and been quicker
  IF tg_op = 'UPDATE' AND new.started_at = old.started_at THEN  -- history that arrives late corrects our guess
    new.started_at := least(new.started_at, new.completed_at);
  END IF;
  RETURN new;
END $$
"""

# A wrong parent gets a depth all the same: the foreign key then refuses it by name.
TASK = """
CREATE FUNCTION derive_task() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF tg_op = 'INSERT' OR new.process_id IS DISTINCT FROM old.process_id THEN
    new.customer_id := coalesce((SELECT customer_id FROM processes WHERE id = new.process_id), '');
  END IF;
  IF new.parent_task_id IS NULL THEN
    new.parent_depth := NULL;
  ELSIF tg_op = 'INSERT' OR new.parent_task_id IS DISTINCT FROM old.parent_task_id THEN
    new.parent_depth := coalesce((SELECT depth FROM process_tasks WHERE id = new.parent_task_id), 0);
  END IF;
  new.completed_date := CASE WHEN new.status = 'Completed'
    THEN coalesce(new.completed_date, reporting_day(now())) END;
  RETURN new;
END $$
"""

# Never a CHECK: on the day after, every overdue task would refuse its next edit and the backup its restore.
NEW_TASK_DUE = """
CREATE FUNCTION new_task_is_due_later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF new.due_date < reporting_day(now()) AND said('source') IS DISTINCT FROM 'import' THEN
    RAISE EXCEPTION 'a new task must not be due in the past'
      USING errcode = '23514', constraint = 'task_due_future_on_create', table = 'process_tasks', column = 'due_date';
  END IF;
  RETURN new;
END $$
"""

# Lock first, count in a second statement: its fresh snapshot sees what the lock waited for.
# FOR NO KEY UPDATE, not FOR UPDATE: that would fight the foreign keys' own locks and deadlock.
COUNT_TASKS = """
CREATE FUNCTION count_tasks(process_ids text[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  PERFORM 1 FROM processes WHERE id = ANY(process_ids) ORDER BY id FOR NO KEY UPDATE;
  PERFORM set_config('app.deriving', 'on', true);
  UPDATE processes p SET leaf_tasks = c.leaves, completed_leaf_tasks = c.completed,
    status = CASE WHEN p.status = 'Completed' AND c.completed < c.leaves THEN 'In Progress' ELSE p.status END
  FROM unnest(process_ids) AS touched(id) CROSS JOIN LATERAL (
    SELECT count(*) AS leaves, count(*) FILTER (WHERE t.status = 'Completed') AS completed
    FROM process_tasks t
    WHERE t.process_id = touched.id AND NOT EXISTS (SELECT FROM process_tasks k WHERE k.parent_task_id = t.id)
  ) AS c
  WHERE p.id = touched.id AND (p.leaf_tasks, p.completed_leaf_tasks) IS DISTINCT FROM (c.leaves, c.completed);
  PERFORM set_config('app.deriving', '', true);
END $$
"""

TASKS_INSERTED = """
CREATE FUNCTION tasks_inserted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM count_tasks(ARRAY(SELECT DISTINCT process_id FROM new_rows ORDER BY 1));
  RETURN NULL;
END $$
"""

TASKS_DELETED = """
CREATE FUNCTION tasks_deleted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM count_tasks(ARRAY(SELECT DISTINCT process_id FROM old_rows ORDER BY 1));
  RETURN NULL;
END $$
"""

TASKS_UPDATED = """
CREATE FUNCTION tasks_updated() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE touched text[]; BEGIN
  touched := ARRAY(
    SELECT DISTINCT unnest(ARRAY[o.process_id, n.process_id]) FROM old_rows o JOIN new_rows n USING (id)
    WHERE (o.process_id, o.status, o.parent_task_id) IS DISTINCT FROM (n.process_id, n.status, n.parent_task_id)
    ORDER BY 1);
  IF cardinality(touched) > 0 THEN PERFORM count_tasks(touched); END IF;
  RETURN NULL;
END $$
"""

TRIGGERS = (
    "TRIGGER b_derive BEFORE INSERT OR UPDATE ON processes FOR EACH ROW EXECUTE FUNCTION derive_process()",
    "TRIGGER b_derive BEFORE INSERT OR UPDATE ON process_tasks FOR EACH ROW EXECUTE FUNCTION derive_task()",
    "TRIGGER c_due BEFORE INSERT ON process_tasks FOR EACH ROW EXECUTE FUNCTION new_task_is_due_later()",
    "TRIGGER progress_insert AFTER INSERT ON process_tasks REFERENCING NEW TABLE AS new_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION tasks_inserted()",
    "TRIGGER progress_update AFTER UPDATE ON process_tasks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION tasks_updated()",
    "TRIGGER progress_delete AFTER DELETE ON process_tasks REFERENCING OLD TABLE AS old_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION tasks_deleted()",
)


def upgrade() -> None:
    for function in (PROCESS, TASK, NEW_TASK_DUE, COUNT_TASKS, TASKS_INSERTED, TASKS_DELETED, TASKS_UPDATED):
        op.execute(function)
    for trigger in TRIGGERS:
        op.execute(f"CREATE {trigger}")
    op.execute("SELECT count_tasks(ARRAY(SELECT DISTINCT process_id FROM process_tasks))")  # what was there before


def downgrade() -> None:
    for function in ("tasks_updated", "tasks_deleted", "tasks_inserted", "new_task_is_due_later", "derive_task"):
        op.execute(f"DROP FUNCTION {function}() CASCADE")
    op.execute("DROP FUNCTION derive_process() CASCADE")
    op.execute("DROP FUNCTION count_tasks(text[])")
