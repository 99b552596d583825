"""Customers and what belongs to them; who may see which."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "user_customers",
    "communications",
    "customer_important_dates",
    "customer_notes",
    "services",
    "teams",
    "contact_customer_assignments",
    "contacts",
    "customers",
)  # in the order in which they can go


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Text(), server_default=sa.text("new_id()"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "Contracting",
                "New Activation",
                "Steady State",
                "Steady State + New Activation",
                "Pending Termination",
                "Terminated",
                name="customerphase",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="Contracting",
            nullable=False,
        ),
        sa.Column("contract_start_date", sa.Date(), nullable=True),
        sa.Column("contract_end_date", sa.Date(), nullable=True),
        sa.Column("logo_url", sa.String(length=1000), nullable=True),
        sa.Column("avatar_color", sa.String(length=7), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("inactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("terminated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(phase = 'Terminated') = (terminated_at IS NOT NULL)", name=op.f("ck_customers_terminated_at")
        ),
        sa.CheckConstraint("avatar_color ~ '^#[0-9A-Fa-f]{6}$'", name=op.f("ck_customers_avatar_color")),
        sa.CheckConstraint(
            "contract_end_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'",
            name=op.f("ck_customers_contract_end_date_range"),
        ),
        sa.CheckConstraint(
            "contract_start_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'",
            name=op.f("ck_customers_contract_start_date_range"),
        ),
        sa.CheckConstraint("active = (inactivated_at IS NULL)", name=op.f("ck_customers_active_iff_not_inactivated")),
        sa.CheckConstraint(
            "contract_end_date IS NULL OR (contract_start_date IS NOT NULL"
            " AND contract_end_date > contract_start_date)",
            name=op.f("ck_customers_contract_end_after_start"),
        ),
        sa.CheckConstraint("id NOT IN ('', '*')", name=op.f("ck_customers_id")),
        sa.CheckConstraint("length(btrim(name)) > 0", name=op.f("ck_customers_name_not_blank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("id", "active", name=op.f("uq_customers_id_active")),
    )
    op.create_index("idx_customers_active", "customers", ["active"], unique=False)
    op.create_index("ix_customers_name", "customers", ["name", "id"], unique=False)
    op.create_index("uq_customers_external_id", "customers", ["external_id"], unique=True)
    op.create_table(
        "contacts",
        sa.Column("id", sa.Text(), server_default=sa.text("new_id()"), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=True),
        sa.Column("role", sa.String(length=300), nullable=True),
        sa.Column(
            "type",
            sa.Enum(
                "Client",
                "Internal",
                "Vendor",
                "Partner",
                name="contacttype",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="Client",
            nullable=False,
        ),
        sa.Column("external_id", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "email = lower(email) AND email ~ '^[^\\x01-\\x20\\x7f@]+@[^\\x01-\\x20\\x7f@]+$'",
            name=op.f("ck_contacts_email"),
        ),
        sa.CheckConstraint(
            "type = 'Internal' OR customer_id IS NOT NULL", name=op.f("ck_contacts_customer_unless_internal")
        ),
        sa.CheckConstraint("length(btrim(name)) > 0", name=op.f("ck_contacts_name_not_blank")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_contacts_customer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_customer_id"), "contacts", ["customer_id"], unique=False)
    op.create_index("uq_contacts_external_id", "contacts", ["external_id"], unique=True)
    op.create_table(
        "contact_customer_assignments",
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_contact_customer_assignments_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_contact_customer_assignments_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contact_id", "customer_id", name=op.f("pk_contact_customer_assignments")),
    )
    op.create_index(
        "idx_contact_customer_assignments", "contact_customer_assignments", ["contact_id", "customer_id"], unique=False
    )
    op.create_index(
        op.f("ix_contact_customer_assignments_customer_id"),
        "contact_customer_assignments",
        ["customer_id"],
        unique=False,
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Text(), server_default=sa.text("new_id()"), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("finance_code", sa.String(length=100), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("external_id", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "end_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'", name=op.f("ck_teams_end_date_range")
        ),
        sa.CheckConstraint(
            "start_date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'", name=op.f("ck_teams_start_date_range")
        ),
        sa.CheckConstraint("end_date >= start_date", name=op.f("ck_teams_end_after_start")),
        sa.CheckConstraint("length(btrim(name)) > 0", name=op.f("ck_teams_name_not_blank")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_teams_customer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("id", "customer_id", name=op.f("uq_teams_id_customer_id")),
    )
    op.create_index(op.f("ix_teams_customer_id"), "teams", ["customer_id"], unique=False)
    op.create_index("uq_teams_external_id", "teams", ["external_id"], unique=True)
    op.create_table(
        "services",
        sa.Column("id", sa.Text(), server_default=sa.text("new_id()"), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("monthly_hours", sa.Integer(), server_default="0", nullable=False),
        sa.Column("external_id", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("length(btrim(name)) > 0", name=op.f("ck_services_name_not_blank")),
        sa.CheckConstraint("monthly_hours >= 0", name=op.f("ck_services_monthly_hours")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_services_customer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint("id", "customer_id", name=op.f("uq_services_id_customer_id")),
    )
    op.create_index(op.f("ix_services_customer_id"), "services", ["customer_id"], unique=False)
    op.create_index("uq_services_external_id", "services", ["external_id"], unique=True)
    op.create_table(
        "customer_notes",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("active = (deleted_at IS NULL)", name=op.f("ck_customer_notes_active_iff_not_deleted")),
        sa.CheckConstraint("length(btrim(title)) > 0", name=op.f("ck_customer_notes_title_not_blank")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_notes_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_notes")),
    )
    op.create_index(op.f("ix_customer_notes_customer_id"), "customer_notes", ["customer_id"], unique=False)
    op.create_table(
        "customer_important_dates",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'", name=op.f("ck_customer_important_dates_date_range")
        ),
        sa.CheckConstraint(
            "active = (deleted_at IS NULL)", name=op.f("ck_customer_important_dates_active_iff_not_deleted")
        ),
        sa.CheckConstraint("length(btrim(title)) > 0", name=op.f("ck_customer_important_dates_title_not_blank")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_important_dates_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_important_dates")),
    )
    op.create_index(
        op.f("ix_customer_important_dates_customer_id"), "customer_important_dates", ["customer_id"], unique=False
    )
    op.create_table(
        "communications",
        sa.Column("id", sa.Text(), server_default=sa.text("new_id()"), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "email",
                "phone",
                "meeting",
                "other",
                name="communicationtype",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="email",
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "date BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'", name=op.f("ck_communications_date_range")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_communications_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communications")),
    )
    op.create_index(op.f("ix_communications_contact_id"), "communications", ["contact_id"], unique=False)
    op.create_table(
        "user_customers",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        # with a cascade, a user whose last customer is removed would see all of them
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_user_customers_customer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_customers_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "customer_id", name=op.f("pk_user_customers")),
    )
    op.create_index(op.f("ix_user_customers_customer_id"), "user_customers", ["customer_id"], unique=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
