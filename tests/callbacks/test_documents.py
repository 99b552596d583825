"""The panel in which files are sent in, a document's file in its panel, and earlier versions brought back."""

from collections.abc import Callable
from typing import Any

import pytest
from dash import no_update

from callbacks import documents, wrote
from data import db as database
from data import documents as kept_documents
from data.access import SYSTEM
from data.documents import Bytes
from data.errors import Forbidden, NotFound
from data.models import User
from data.store import Store
from tests import factories as make
from tests.dashboard.test_wiring import parts

SignedIn = Callable[..., User]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    said: dict[str, Any] = {}
    monkeypatch.setattr(wrote, "set_props", lambda id_, props: said.update({id_: props["data"]}))
    return said


def content(kept: Store, words: str) -> Bytes:
    with kept.draft(10**6) as draft:
        draft.write(words.encode())
        kept.keep(draft)
        return Bytes(draft.sha256, draft.size, "text/plain")


@pytest.fixture
def plan(signed_in_as: SignedIn, kept: Store) -> str:
    """A document that said “one” and says “two”."""
    signed_in_as()
    with database.session(SYSTEM) as db:
        said = kept_documents.parsed({"name": "Plan.txt", "customer_id": make.customer(db).id})
        id_ = kept_documents.create(db, said, content(kept, "one"))
        kept_documents.replace(db, id_, content(kept, "two"))
    return id_


def text(tree: object) -> str:
    return " ".join(str(part.children) for part in parts(tree) if isinstance(getattr(part, "children", None), str))


def test_nothing_happens_before_something_is_chosen(plan: str) -> None:
    assert documents.open_form(None) == (no_update, no_update)
    assert documents.read(None, None) is no_update
    assert documents.bring_back(None) is None


def test_the_panel_opens_for_the_customer_of_the_page(signed_in_as: SignedIn, connection: object) -> None:
    signed_in_as()
    with database.session(SYSTEM) as db:
        acme = make.customer(db).id
    is_open, form = documents.open_form({"customer": acme, "at": 1.0})
    values = [part.value for part in parts(form) if getattr(part, "value", None)]
    assert is_open
    assert values[:2] == [acme, "Acme"]
    assert "up to 25 MB each" in text(form)


def test_a_customer_that_is_not_there_is_not_chosen(signed_in_as: SignedIn, connection: object) -> None:
    signed_in_as()
    for customer in ("", "nobody", "x" * 36):
        _, form = documents.open_form({"customer": customer, "at": 1.0})
        assert customer not in [getattr(part, "value", None) for part in parts(form)] or not customer


def test_a_documents_panel_shows_its_newest_file(plan: str) -> None:
    drawn = documents.read({"id": plan}, None)
    assert [part.children for part in parts(drawn) if part._type == "Pre"] == ["two"]
    assert "1 earlier version" in text(drawn)


def test_a_document_that_is_gone_is_said_to_be(plan: str) -> None:
    assert "has been deleted" in text(documents.read({"id": "nowhere"}, None))


def test_an_earlier_version_comes_back_and_can_be_undone(plan: str, told: dict[str, Any]) -> None:
    documents.bring_back({"id": plan, "number": 1, "at": 1.0})
    assert told["toast"]["text"] == "Version 1 of “Plan.txt” is back as version 3."
    assert told["toast"]["undo"]
    assert "records-changed" in told
    assert [part.children for part in parts(documents.read({"id": plan}, None)) if part._type == "Pre"] == ["one"]


def test_only_who_may_change_documents_brings_versions_back(plan: str, signed_in_as: SignedIn) -> None:
    signed_in_as("documents:read", email="vera@example.com")
    with pytest.raises(Forbidden):
        documents.bring_back({"id": plan, "number": 1, "at": 1.0})


def test_a_version_that_is_not_there_is_said(plan: str, told: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        documents.bring_back({"id": plan, "number": 9, "at": 1.0})
    assert told == {}
