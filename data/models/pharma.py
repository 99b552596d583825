"""Pharmaceutical products and where they stand with the regulator."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.models.base import Base, Code, Editable, Line, Name, UuidId, Words, by_words, reference, words
from data.models.customers import Team
from data.vocabulary import DrugClass, RegulatoryStatus, TherapeuticArea


class PharmaceuticalProduct(Editable, Base):
    __tablename__ = "pharmaceutical_products"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["team_id", "customer_id"],
            ["teams.id", "teams.customer_id"],
            name="product_customer_of_team",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.Index("ix_pharmaceutical_products_status_area", "regulatory_status", "therapeutic_area", "id"),
        sa.Index("ix_pharmaceutical_products_customer_id", "customer_id"),
        sa.Index("ix_pharmaceutical_products_created_at", "created_at"),
        sa.Index("ix_pharmaceutical_products_pipeline", "customer_id", "team_id", "drug_class", "regulatory_status"),
        sa.Index("ix_pharmaceutical_products_ndc_number", "ndc_number"),
        by_words("pharmaceutical_products", "product_name", "customer_id"),
        sa.Index("uq_pharmaceutical_products_external_id", "external_id", unique=True),
    )

    id: Mapped[UuidId]
    team_id: Mapped[str] = reference("teams.id", "CASCADE")
    customer_id: Mapped[str] = mapped_column(server_default=sa.FetchedValue())
    product_name: Mapped[Name]
    ndc_number: Mapped[Code | None]
    therapeutic_area: Mapped[TherapeuticArea] = words(TherapeuticArea, default=False)
    drug_class: Mapped[DrugClass] = words(DrugClass, default=False)
    indication: Mapped[Words | None]
    regulatory_status: Mapped[RegulatoryStatus] = words(RegulatoryStatus)
    external_id: Mapped[Line | None]

    team: Mapped[Team] = relationship(foreign_keys=team_id)

    def __str__(self) -> str:
        return self.product_name
