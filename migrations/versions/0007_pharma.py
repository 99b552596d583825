"""Pharmaceutical products."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("pharmaceutical_products",)  # in the order in which they can go


def upgrade() -> None:
    op.create_table(
        "pharmaceutical_products",
        sa.Column("id", sa.Uuid(as_uuid=False), server_default=sa.text("new_uuid()"), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), server_default=sa.FetchedValue(), nullable=False),
        sa.Column("product_name", sa.String(length=300), nullable=False),
        sa.Column("ndc_number", sa.String(length=100), nullable=True),
        sa.Column(
            "therapeutic_area",
            sa.Enum(
                "Oncology",
                "Cardiology",
                "Neurology",
                "Endocrinology",
                "Immunology",
                "Infectious Disease",
                "Gastroenterology",
                "Respiratory",
                "Dermatology",
                "Ophthalmology",
                "Psychiatry",
                "Rheumatology",
                "Urology",
                "Other",
                name="therapeuticarea",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "drug_class",
            sa.Enum(
                "Monoclonal Antibody",
                "Small Molecule",
                "Biologic",
                "Vaccine",
                "Gene Therapy",
                "Cell Therapy",
                "Peptide",
                "Protein",
                "Nucleic Acid",
                "Medical Device",
                "Combination Product",
                "Other",
                name="drugclass",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("indication", sa.Text(), nullable=True),
        sa.Column(
            "regulatory_status",
            sa.Enum(
                "Discovery",
                "Pre-clinical",
                "Phase I",
                "Phase II",
                "Phase III",
                "Approved",
                "Discontinued",
                "Withdrawn",
                name="regulatorystatus",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="Discovery",
            nullable=False,
        ),
        sa.Column("external_id", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "length(btrim(product_name)) > 0", name=op.f("ck_pharmaceutical_products_product_name_not_blank")
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "customer_id"],
            ["teams.id", "teams.customer_id"],
            name="product_customer_of_team",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_pharmaceutical_products_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pharmaceutical_products")),
    )
    op.create_index("ix_pharmaceutical_products_customer_id", "pharmaceutical_products", ["customer_id"], unique=False)
    op.create_index("ix_pharmaceutical_products_ndc_number", "pharmaceutical_products", ["ndc_number"], unique=False)
    op.create_index(
        "ix_pharmaceutical_products_status_area",
        "pharmaceutical_products",
        ["regulatory_status", "therapeutic_area", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_pharmaceutical_products_team_id"), "pharmaceutical_products", ["team_id"], unique=False)
    op.create_index("uq_pharmaceutical_products_external_id", "pharmaceutical_products", ["external_id"], unique=True)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
