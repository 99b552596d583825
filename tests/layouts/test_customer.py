"""The page of one customer, as components."""

import datetime as dt
import json
from typing import Any

import pytest
from dash._utils import to_json

from data.access import SYSTEM, Actor
from data.customer.diary import Agenda
from data.roles import PERMISSIONS
from layouts import customer as page
from layouts import days
from layouts.avatar import avatar, ink
from layouts.customer import communications, contacts, dates, head, notes, services, tabs
from layouts.customer.tiles import tiles
from tests.layouts import customers as sample

READS = Actor("u", frozenset(name for name in PERMISSIONS if name.endswith(":read")))
TODAY = sample.TODAY


def text(component: Any) -> str:
    return json.dumps(json.loads(to_json(component)), ensure_ascii=False)


@pytest.mark.parametrize(
    ("dates_", "said"),
    [
        ((None, None), "No dates yet"),
        ((dt.date(2025, 1, 1), None), "open-ended"),
        ((dt.date(2025, 1, 1), dt.date(2026, 12, 20)), "Ends in 32 days"),
        ((dt.date(2025, 1, 1), dt.date(2026, 11, 17)), "Expired yesterday"),
        ((dt.date(2025, 1, 1), dt.date(2027, 11, 17)), "12 months left"),
        ((dt.date(2026, 12, 1), None), "Starts in 13 days"),
    ],
)
def test_the_contract_says_how_long_it_still_runs(dates_, said):
    start, end = dates_
    assert said in text(head.contract(sample.standing(contract_start_date=start, contract_end_date=end)))


def test_the_head_says_who_what_comes_next_and_who_answers_for_it():
    drawn = text(head.head(sample.standing(), SYSTEM, False))
    for said in ("Acme", "Steady State", "Review", "in 11 days", "Ana Silva", "12 days ago", "Call with Cleo Client"):
        assert said in drawn


def test_each_health_and_status_is_said_beside_its_colour():
    drawn = text(tiles(sample.standing()))
    for said in ("1 On track", "1 Overdue", "1 Phase I", "1 Withdrawn", "of 120"):
        assert said in drawn


def test_many_parts_of_a_number_are_said_by_the_largest():
    drawn = text(
        tiles(sample.standing(products={"Discovery": 5, "Phase I": 1, "Phase II": 4, "Phase III": 1, "Approved": 9}))
    )
    assert "2 other" in drawn
    assert "1 phase i" not in drawn


def test_a_viewer_gets_no_button_that_would_be_refused():
    drawn = text([head.head(sample.beginning(), READS, False), *(draw(READS) for draw in TABS.values())])
    for refused in ("customer-deactivate", "Edit", "Onboarding", "New", "Add a", "unassign", "log-communication"):
        assert refused not in drawn


TABS = {
    "contacts": lambda reader: contacts.elsewhere([], reader),
    "services": lambda reader: services.content("c1", [sample.granted()], 0.6, reader),
    "notes": lambda reader: notes.content("c1", [], reader),
    "dates": lambda reader: dates.content("c1", Agenda([], []), TODAY, reader),
    "communications": lambda reader: communications.content("c1", [], reader),
}


def test_a_tile_is_there_for_what_may_be_read_only():
    counts = {"contacts": 3}
    drawn = tiles(sample.standing(counts, health={}, products={}, hours=None, last_spoken=None))
    assert [tile.children[0].children[1].children for tile in drawn.children] == ["Contacts"]


def test_the_onboarding_shows_what_is_done_and_what_is_to_do():
    drawn = text(head.head(sample.beginning(), SYSTEM, False))
    assert "0 of 4 steps done" in drawn
    some = sample.beginning()._replace(counts=dict.fromkeys(sample.COUNTED, 1))
    drawn = text(head.head(some, SYSTEM, False))
    assert "3 of 4 steps done" in drawn
    assert "Set the dates" in drawn
    assert "Add a team" not in drawn


def test_the_onboarding_goes_when_it_is_complete_or_put_away():
    assert "Onboarding" not in text(head.head(sample.standing(), SYSTEM, False))
    away = text(head.head(sample.beginning(), SYSTEM, True))
    assert "steps done" not in away
    assert "customer-onboarding-show" in away


def test_an_inactive_customer_is_restored_and_gets_nothing_new():
    drawn = text(head.head(sample.standing(active=False), SYSTEM, False))
    assert "customer-restore" in drawn
    assert "customer-deactivate" not in drawn
    assert "new-menu" not in drawn


@pytest.mark.parametrize(
    ("asked", "reader", "opened"),
    [
        ("notes", SYSTEM, "notes"),
        ("nothing", SYSTEM, "processes"),
        (["notes", "dates"], SYSTEM, "processes"),
        (None, SYSTEM, "processes"),
        ("notes", Actor("u", frozenset({"customers:read", "teams:read"})), "teams"),
        ("notes", Actor("u", frozenset({"customers:read"})), "timeline"),
        ("notes", Actor("u"), ""),
    ],
)
def test_the_tab_that_is_asked_for_opens_if_the_reader_may(asked, reader, opened):
    assert tabs.known(asked, reader) == opened
    assert text(page.layout(reader, "c1", asked)).count('"aria-selected": "true"') == bool(opened)


def test_one_tab_stop_leads_into_the_bar():
    bar = tabs.bar(SYSTEM, "notes")
    assert [tab.tabIndex for tab in bar.children].count(0) == 1


def test_what_people_wrote_is_shown_as_text():
    nasty = "<script>alert(1)</script>"
    drawn = [
        *notes.content("c1", [sample.note(title=nasty, content=nasty)], SYSTEM),
        *communications.content("c1", [sample.said(subject=nasty, notes=nasty)], SYSTEM),
        *head.head(sample.standing(name=nasty), SYSTEM, False),
    ]
    assert "dangerously" not in text(drawn).lower()
    assert text(drawn).count(nasty) >= 5


def test_a_long_note_is_cut_and_shown_whole_when_asked_for():
    words = "word " * 400
    drawn = text(notes.content("c1", [sample.note(content=words)], SYSTEM))
    assert "Show the rest" in drawn
    assert drawn.count("word ") >= 398


def test_a_long_note_without_a_blank_is_cut_too():
    assert "Show the rest" in text(notes.content("c1", [sample.note(content="x" * 10_000)], SYSTEM))


def test_the_agenda_counts_down_and_puts_what_is_over_away():
    drawn = text(dates.content("c1", Agenda([sample.due(0), sample.due(5)], [sample.due(-4)]), TODAY, SYSTEM))
    for said in ("Today", "In 5 days", "4 days ago", "1 date before today"):
        assert said in drawn


def test_a_service_shows_what_was_used_of_what_is_granted():
    drawn = text(services.content("c1", [sample.granted()], 0.6, SYSTEM))
    assert "123\\u00a0%" in json.dumps(drawn) or "123\u00a0%" in drawn
    assert "is-over" in drawn


def test_a_service_without_hours_has_no_share():
    assert "–" in text(services.content("c1", [sample.granted(allocated=0.0)], 0.6, SYSTEM))


@pytest.mark.parametrize(
    ("colour", "readable"),
    [("#000000", "#FFFFFF"), ("#FFFFFF", "#111827"), ("#E7B937", "#111827"), ("#3659C9", "#FFFFFF")],
)
def test_initials_can_be_read_on_any_colour(colour, readable):
    assert ink(colour) == readable


@pytest.mark.parametrize(
    ("logo", "shown"),
    [
        ("/documents/7/preview", True),
        ("//evil.example/x.png", False),
        ("/\\evil.example/x.png", False),
        ("https://evil.example/x.png", False),
        ("javascript:alert(1)", False),
        ("", False),
        (None, False),
    ],
)
def test_only_a_logo_of_ours_is_asked_for(logo, shown):
    assert ("Img" in text(avatar("c1", "Acme", logo, None))) is shown


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (2, "in 2 days"), (-90, "90 days ago"), (-91, "3 months ago"),
     (800, "in 2 years")],
)  # fmt: skip
def test_how_far_a_day_is_away_is_said_as_people_say_it(ahead, said):
    assert days.away(TODAY + dt.timedelta(days=ahead), TODAY) == said
