"""A document with files has the size and the type of the newest; versions are found by their content."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# Whoever writes the document, by hand or by import, cannot make it say otherwise.
DERIVE = """
CREATE FUNCTION derive_document() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE
  newest record;
BEGIN
  SELECT size, mime_type INTO newest FROM document_versions
    WHERE document_id = new.id ORDER BY number DESC LIMIT 1;
  IF FOUND THEN
    new.file_size := newest.size;
    new.mime_type := newest.mime_type;
  END IF;
  RETURN new;
END $$
"""

MIRROR = """
CREATE FUNCTION mirror_document_version() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE
  said_before text := coalesce(current_setting('app.deriving', true), '');
BEGIN
  PERFORM set_config('app.deriving', 'on', true);  -- whoever has the document's form open is not outdated by it
  UPDATE documents SET file_size = NULL, mime_type = NULL
    WHERE id = CASE WHEN tg_op = 'DELETE' THEN old.document_id ELSE new.document_id END;
  PERFORM set_config('app.deriving', said_before, true);
  RETURN NULL;
END $$
"""

KEPT = """
CREATE FUNCTION document_version_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'a version is added or removed, not changed'
    USING errcode = '23514', constraint = 'document_version_is_fixed';
END $$
"""


def upgrade() -> None:
    op.create_index("ix_document_versions_sha256", "document_versions", ["sha256"])
    for function in (DERIVE, MIRROR, KEPT):
        op.execute(function)
    op.execute(
        "CREATE TRIGGER b_derive BEFORE INSERT OR UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION derive_document()"
    )
    op.execute(
        "CREATE TRIGGER mirror AFTER INSERT OR DELETE ON document_versions"
        " FOR EACH ROW EXECUTE FUNCTION mirror_document_version()"
    )
    op.execute(
        "CREATE TRIGGER fixed BEFORE UPDATE ON document_versions FOR EACH ROW"
        " EXECUTE FUNCTION document_version_is_fixed()"
    )


def downgrade() -> None:
    for function in ("document_version_is_fixed", "mirror_document_version", "derive_document"):
        op.execute(f"DROP FUNCTION {function}() CASCADE")
    op.drop_index("ix_document_versions_sha256", table_name="document_versions")
