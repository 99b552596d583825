"""The checklist by which a customer is taken in: what is done, what is to do, and the button that does it."""

from dash import html
from dash.development.base_component import Component

from data import onboarding
from data.access import Actor
from data.customer.standing import Standing
from data.onboarding import Step
from layouts import kit, records

BUTTONS = {"contract": "Set the dates", "contacts": "Add a contact", "teams": "Add a team", "services": "Add a service"}


def checklist(now: Standing, reader: Actor) -> html.Section:
    found = onboarding.steps(now)
    done = sum(step.is_done for step in found)
    title = html.Div(
        [html.H2("Onboarding"), html.P(f"{done} of {len(found)} steps done", className="card-sub")],
        className="card-words",
    )
    put_away = kit.icon_button("bi-x-lg", "Put the onboarding away", id="customer-onboarding-dismiss")
    bar = html.Div(html.Div(style={"width": f"{100 * done / len(found):.0f}%"}), className="steps-bar")
    first = next(step for step in found if not step.is_done)
    rows = html.Ol([_step(step, now, reader, step is first) for step in found], className="steps")
    return html.Section([html.Div([title, put_away], className="card-head"), bar, rows], className="panel onboarding")


def _step(step: Step, now: Standing, reader: Actor, is_next: bool) -> html.Li:
    look = "bi-check-circle-fill" if step.is_done else "bi-circle"
    state = html.Span("Done: " if step.is_done else "To do: ", className="visually-hidden")
    words = html.Div([html.Strong([state, step.title]), html.Span(step.sentence)], className="row-words")
    act = [] if step.is_done else _act(step, now, reader, "btn btn-primary" if is_next else "btn btn-plain")
    return html.Li([kit.icon(look), words, *act], className="step is-done" if step.is_done else "step")


def _act(step: Step, now: Standing, reader: Actor, look: str) -> list[Component]:
    if step.entity == "customers":
        opens = records.opener("customers", now.customer.id, BUTTONS[step.name], className=look)
        return [opens] if reader.can("update", "customers") else []
    preset = {"customer_id": now.customer.id}
    return [records.maker(step.entity, BUTTONS[step.name], preset, className=look)]
