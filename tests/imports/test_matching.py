"""Columns find their fields, and what the user says is taken at its word."""

import pytest

from data.catalog import ENTITIES
from data.errors import Invalid, NotFound
from data.imports import mapping
from data.imports.matching import Wishes, plain

CUSTOMERS, CONTACTS = ENTITIES["customers"], ENTITIES["contacts"]


def fed(columns: tuple[str, ...], **wishes: tuple[str, ...]) -> dict[str, str]:
    (step,) = plain(CUSTOMERS, columns, Wishes(**wishes)).steps
    return {name: feed.columns[0] for name, feed in step.feeds.items()}


def test_columns_called_like_fields_or_their_labels_need_no_saying() -> None:
    columns = ("NAME", "contract_end_date", "Contract Start-Date", "External id", "Colour")
    assert set(fed(columns)) == {
        *("name", "contract_end_date", "contract_start_date", "external_id", "avatar_color"),
    }


def test_what_is_said_wins_over_what_a_column_is_called() -> None:
    assert fed(("Name", "Firm"), maps=("Firm=name", "Name=")) == {"name": "Firm"}


def test_a_column_may_hold_equals_signs_and_colons() -> None:
    assert fed(("a=b:c", "phase"), maps=("a=b:c=name",), words=("phase:x=y:z=Terminated",))["name"] == "a=b:c"


@pytest.mark.parametrize(
    ("columns", "wishes", "reason"),
    [
        (("Name", "Turnover"), {}, r"No field is called like the column 'Turnover'.*Customers have name, phase"),
        (("Name",), {"maps": ("Firm=name",)}, "no column 'Firm'; it has Name"),
        (("Name",), {"maps": ("Name=nom",)}, "no field 'nom'; there are name, phase"),
        (("Name",), {"maps": ("Name",)}, "as column=field"),
        (("Name", "Firm"), {"maps": ("Firm=name",)}, "would both feed name"),
        (("Name",), {"words": ("Stage:Live=Steady State",)}, "no column 'Stage'; it has Name"),
        (("Name", "Phase"), {"words": ("Phase:Live",)}, "as column:word=value"),
        (("Name", "Stage"), {"maps": ("Stage=",), "words": ("Stage:Live=x",)}, "feeds no field"),
        (("Name", "Phase"), {"words": ("Phase:Live=Stedy",)}, "'Stedy' is none of Contracting"),
        (("Name",), {"key": ("code",)}, "no field 'code'"),
        (("Name",), {"key": ("external_id",)}, "no column feeds external_id"),
        (("Phase",), {}, "told apart by name, and no column feeds name"),
    ],
)
def test_what_does_not_exist_is_answered_with_what_does(
    columns: tuple[str, ...], wishes: dict[str, tuple[str, ...]], reason: str
) -> None:
    with pytest.raises(Invalid, match=reason):
        plain(CUSTOMERS, columns, Wishes(**wishes))


def test_the_key_is_the_external_id_if_there_is_one_else_what_people_go_by() -> None:
    assert plain(CONTACTS, ("Name", "Customer"), Wishes()).steps[0].key == ("name", "customer_id")
    assert plain(CONTACTS, ("Name", "External id"), Wishes()).steps[0].key == ("external_id",)
    assert plain(CONTACTS, ("Name", "E-mail"), Wishes(key=("email",))).steps[0].key == ("email",)


@pytest.mark.parametrize("name", mapping.names())
def test_every_ready_made_mapping_feeds_fields_that_exist_with_words_that_they_take(name: str) -> None:
    for step in mapping.load(name).steps:
        for field_name, feed in step.feeds.items():
            field = step.entity.fields[field_name]
            said = [*feed.words.values(), *(word for _, word in feed.patterns), feed.otherwise, feed.constant]
            for word in (word for word in said if word is not None):
                assert field.lookup or field.parse(word) == word


def test_an_unknown_entity_or_mapping_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="there are customers, contacts"):
        mapping.entity_named("clients")
    with pytest.raises(NotFound, match="there are cesaw_hours"):
        mapping.load("cesaw")
