"""What the steps of a mapping can say: pieces, conditions, words, joins, rows made from files."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.access import SYSTEM
from data.db import Session
from data.errors import Invalid, NotFound
from data.imports import mapping, reading, running
from data.models import PharmaceuticalProduct
from tests import factories as make
from tests.imports.conftest import counts


def test_a_step_explodes_leaves_out_and_translates_as_its_mapping_says(
    connection: sa.Connection, db: Session, file: Callable[..., Path]
) -> None:
    make.team(db, external_id="t:1")
    plan = mapping.read(
        {
            "title": "Drugs of trials",
            "steps": [
                {
                    "entity": "products",
                    "explode": {"column": "Drugs", "on": "|"},
                    "when": {"Drugs": "^(DRUG|GENE)"},
                    "fields": {
                        "external_id": {"text": "{Trial}:{Drugs}"},
                        "product_name": {"of": ["Drugs"], "by": "after_prefix"},
                        "team_id": {"is": "t:1"},
                        "therapeutic_area": {"column": "Area", "words": {"Cancer": "Oncology"}},
                        "drug_class": {"column": "Drugs", "patterns": [["^DRUG", "Small Molecule"]]},
                    },
                }
            ],
        }
    )
    text = "Trial,Drugs,Area\n1,DRUG: A|OTHER: B|GENE: C,Cancer\n2,DRUG: A,Joy\n"
    result = running.run(SYSTEM, reading.open_source(file(text)), plan)
    assert counts(result) == {"new": 1, "left_out": 1, "rejected": 2}
    assert db.execute(sa.select(PharmaceuticalProduct.product_name)).scalar_one() == "A"


def test_a_join_fills_blanks_where_the_other_rows_agree(
    connection: sa.Connection, db: Session, file: Callable[..., Path]
) -> None:
    plan = mapping.read(
        {
            "title": "Joined",
            "joins": [{"on": "project", "take": ["organization"]}],
            "steps": [{"entity": "customers", "fields": {"name": "organization"}}],
        }
    )
    text = "project,organization\n1,A\n1,\n2,B\n2,C\n2,\n"
    result = running.run(SYSTEM, reading.open_source(file(text)), plan)
    assert counts(result) == {"new": 3, "duplicate": 1, "rejected": 1}


def test_a_mapping_that_does_not_fit_the_file_says_which_column_it_misses(file: Callable[..., Path]) -> None:
    with pytest.raises(Invalid, match="no column lead_sponsor; it has name"):
        running.run(SYSTEM, reading.open_source(file("name\nAcme\n")), mapping.load("sponsors"))


def test_a_record_made_once_is_refused_in_a_file_of_its_own(
    connection: sa.Connection, db: Session, file: Callable[..., Path]
) -> None:
    steps = [
        {"entity": "teams", "once": True, "fields": {"name": {"is": "T"}, "customer_id": {"is": "Nobody"}}},
        {"entity": "customers", "fields": {"name": "name", "phase": "phase"}},
    ]
    plan = mapping.read({"title": "Once", "steps": steps})
    result = running.run(SYSTEM, reading.open_source(file("name,phase\nAcme,Lively\n")), plan)
    assert [path.name for path in result.rejected_files] == ["rows.csv.teams.csv.rejected.csv", "rows.csv.rejected.csv"]
    teams, customers = (path.read_text(encoding="utf-8-sig") for path in result.rejected_files)
    assert "Customer 'Nobody' does not exist" in teams
    assert "Acme,Lively,2,phase,\"Customers: Phase 'Lively' is none of" in customers


def test_a_mapping_that_needs_a_second_file_says_which(file: Callable[..., Path]) -> None:
    with pytest.raises(NotFound, match="put it beside"):
        running.run(SYSTEM, reading.open_source(file("project_key\n1\n")), mapping.load("cesaw_tasks"))
