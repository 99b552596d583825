"""Your account: who you are here, your password, and where you are signed in."""

from collections.abc import Iterable
from typing import Any, Protocol

from dash import dcc, html

from data.own_account import Own
from data.passwords import SHORTEST
from layouts import forms, kit
from layouts.devices import device
from layouts.moments import moment

TITLE = "Your account"
SENTENCE = "Who are you here, and where are you signed in?"
PROFILE, PASSWORD = "profile", "password"
RULE = f"At least {SHORTEST} characters and hard to guess: a few unrelated words do well. It ends all your sessions."


class Held(Protocol):
    """A session as it is listed."""

    id: str
    family_id: str
    user_agent: str | None
    ip_address: str | None
    signed_in_at: Any
    last_used: Any


def layout(**_: Any) -> html.Div:
    waiting = [kit.skeleton("sk-title"), kit.skeleton("sk-line"), kit.skeleton("sk-chart")]
    return html.Div(
        [
            kit.heading(TITLE, SENTENCE),
            dcc.Store(id="account-changed"),
            dcc.Store(id="account-left"),
            html.Div(html.Div(waiting, className="panel"), id="account-content", className="columns"),
        ],
        className="page stack",
    )


def content(own: Own, sessions: Iterable[Held], family_id: str) -> list:
    """The page with what is known; `family_id` marks the session it is read in."""
    forms_ = html.Div([_profile(own), _password(own)], className="stack")
    return [forms_, _sessions(list(sessions), family_id)]


def _profile(own: Own) -> html.Section:
    body = forms.form(
        "account-profile",
        forms.whole(PROFILE),
        forms.line(PROFILE, "name", "Name", own.name, maxlength=300, autocomplete="name"),
        _fixed("E-mail", own.email, "You sign in with it. An administrator can change it."),
        _fixed("Role", own.role, "It decides what you may see and do."),
        forms.zone(PROFILE, "timezone", own.timezone, "Times are shown in it. Blank for the zone of your device."),
        html.Div([forms.button("account-save", "Save the profile")], className="form-foot"),
        dcc.Store(id="account-version", data=own.version),
    )
    return kit.card("Profile", "What others see of you.", body)


def _fixed(label: str, value: str, hint: str) -> html.Div:
    words = [html.Span(label, className="form-label"), html.P(value, className="fixed")]
    return html.Div([*words, html.P(hint, className="field-hint")], className="field")


def _password(own: Own) -> html.Section:
    body = forms.form(
        "account-password",
        forms.whole(PASSWORD),
        forms.secret(PASSWORD, "old", "Your password now", "current-password"),
        forms.secret(PASSWORD, "password", "New password", "new-password", RULE),
        forms.secret(PASSWORD, "again", "New password again", "new-password"),
        html.Div([forms.button("password-save", "Change the password")], className="form-foot"),
    )
    return kit.card("Password", f"For {own.email}. You sign in again with the new one.", body)


def _sessions(held: list[Held], family_id: str) -> html.Section:
    others = len(held) - 1
    sentence = "Every other device and browser is signed out; this one stays."
    end_all = [forms.confirmed("sessions-end-others", "End all others", sentence)] if others > 0 else []
    rows = [_session(row, row.family_id == family_id) for row in held]
    body = html.Div([html.Ul(rows, className="rows"), html.Div(end_all, className="form-foot")])
    return kit.card("Sessions", "Where you are signed in. End what you do not know.", body)


def _session(row: Held, is_this: bool) -> html.Li:
    where = html.Div(
        [
            html.Strong(device(row.user_agent)),
            html.Span(["From ", row.ip_address or "an unknown address", ", since ", moment(row.signed_in_at)]),
            html.Span(["Last used ", moment(row.last_used)]),
        ],
        className="row-words",
    )
    end = html.Button(
        "End",
        id=kit.part("own-session", session=row.id),
        type="button",
        className="btn btn-plain",
        **{"aria-label": f"End {device(row.user_agent)}"},
    )
    return html.Li([where, kit.toned("good", "bi-check-circle", "This one") if is_this else end])
