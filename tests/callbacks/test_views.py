"""Saved views' callbacks, called as the functions they are."""

from typing import Any

import pytest

from callbacks import views
from data.errors import NotFound
from layouts.answers import ANSWERS

OF = {"page": "flow"}
DESIGN = {"asked": {"stage": ["Design"]}}


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    said: dict[str, Any] = {}
    monkeypatch.setattr(views, "set_props", lambda id_, props: said.update({id_: props["data"]["text"]}))
    return said


@pytest.mark.parametrize("page", ["overview", *ANSWERS])
def test_a_view_is_kept_under_a_name_and_offered_again(signed_in_as, told: dict[str, Any], page: str) -> None:
    signed_in_as("dashboards:read")
    _changed, name = views.keep(1, "Design work", False, DESIGN, {"page": page})
    assert (name, told["toast"]) == ("", "The view is kept.")
    assert "Design work" in str(views.show({"page": page}))


def test_the_menu_says_when_nothing_is_kept(signed_in_as) -> None:
    signed_in_as("dashboards:read")
    assert "No view is kept yet" in str(views.show(OF))


def test_a_view_is_shared_opened_with_and_deleted(signed_in_as) -> None:
    signed_in_as("dashboards:read")
    views.keep(1, "Design work", False, DESIGN, OF)
    row = next(iter(views.show(OF)))
    id_ = row.children[1].to_plotly_json()["props"]["data-view-id"]
    for do, words in (("share", "Shared with all"), ("default", "The page opens with it")):
        views.act({"do": do, "id": id_, "at": 1})
        assert words in str(views.show(OF))
    views.act({"do": "remove", "id": id_, "at": 1})
    assert "Design work" not in str(views.show(OF))


def test_pages_open_as_they_were_left_for_who_chose_that(signed_in_as) -> None:
    signed_in_as("dashboards:read")
    assert "aria-checked='false'" in str(views.show(OF))
    views.act({"do": "remember", "id": "", "at": 1})
    assert "aria-checked='true'" in str(views.show(OF))


def test_no_view_is_kept_of_a_page_that_is_not_there(signed_in_as) -> None:
    signed_in_as("dashboards:read")
    with pytest.raises(NotFound):
        views.keep(1, "Design work", False, DESIGN, {"page": "salaries"})
