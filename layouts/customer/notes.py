"""Notes about a customer, as cards to read."""

from dash import html
from dash.development.base_component import Component

from data.access import Actor
from data.customer.diary import Note
from layouts import records
from layouts.moments import moment
from layouts.notices import empty_card

AT_ONCE = 600  # characters; more is shown when asked for


def content(customer_id: str, notes: list[Note], reader: Actor) -> list[Component]:
    make = [records.maker("notes", "New note", {"customer_id": customer_id})] if reader.can("create", "notes") else []
    if not notes:
        said = "Write down what the next person should know: how they like to work, what was promised, what to avoid."
        return [empty_card("No note yet", said, *make)]
    cards = html.Div([_card(note) for note in notes], className="notes")
    return [html.Div(make, className="tab-tools"), cards]


def _card(note: Note) -> html.Article:
    title = html.H2(records.opener("notes", note.id, note.title))
    changed = note.updated_at > note.created_at
    when = html.P(["Written ", moment(note.created_at), *([", changed ", moment(note.updated_at)] if changed else [])])
    return html.Article([title, *_words(note.content or ""), html.Footer(when)], className="panel note-card")


def _words(content: str) -> list[Component]:
    if len(content) <= AT_ONCE:
        return [html.P(content, className="note-words")] if content else []
    cut = content[:AT_ONCE].rsplit(maxsplit=1)[0]
    rest = html.Details([html.Summary("Show the rest"), html.P(content[len(cut) :].lstrip(), className="note-words")])
    return [html.P(f"{cut} …", className="note-words"), rest]
