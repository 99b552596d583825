"""Settings: what is decided for the whole installation, and whether mail goes out."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from data.installation import MAIL, SETTINGS
from layouts import forms, kit

TITLE = "Settings"
SENTENCE = "What holds for the whole installation?"
FORM = "settings"
ABOUT = {
    "Where and when": "How days are reckoned and numbers read.",
    "Signing in and uploads": "What is refused, and for how long.",
    "Success rates": "What the expected approvals of the pharma pipeline are reckoned with.",
    "Mail": "How invitations and messages leave the building.",
}
CHOICES = {"smtp_security": (("starttls", "STARTTLS"), ("tls", "TLS"), ("none", "None, on a trusted network only"))}


def layout(**_: Any) -> html.Div:
    waiting = [
        html.Div([kit.skeleton("sk-title"), kit.skeleton("sk-line"), kit.skeleton("sk-chart")], className="panel")
    ]
    return html.Div(
        [
            kit.heading(TITLE, SENTENCE),
            html.Div(waiting * 2, id="settings-content", className="contents"),
            dcc.Store(id="settings-changed"),
        ],
        className="page stack",
    )


def content(values: Mapping[str, Any], seen: Mapping[str, int], may_change: bool, email: str) -> list[Component]:
    """Every setting in its group; `seen` has the versions the form is filled from."""
    groups = dict.fromkeys(setting.group for setting in SETTINGS.values())
    *others, mail = [_card(group, values, may_change, email) for group in groups]
    cards = html.Div([html.Div(others, className="stack"), mail], className="columns")
    foot = html.Div([forms.button("settings-save", "Save the settings")] if may_change else [], className="form-foot")
    store = dcc.Store(id="settings-seen", data=dict(seen))
    return [forms.form("settings-form", forms.whole(FORM), cards, foot, store)]


def _card(group: str, values: Mapping[str, Any], may_change: bool, email: str) -> html.Section:
    fields = [_field(key, values[key], may_change) for key, setting in SETTINGS.items() if setting.group == group]
    test = [_test(email)] if group == MAIL and may_change else []
    return kit.card(group, ABOUT[group], html.Div([*fields, *test], className="form-fields"))


def _field(key: str, value: Any, may_change: bool) -> html.Div:
    setting = SETTINGS[key]
    if key in CHOICES:
        return forms.choose(FORM, key, setting.label, CHOICES[key], value, setting.help)
    if key == "reporting_time_zone":
        return forms.zone(FORM, key, value, setting.help, setting.label)
    kind = {"type": "number", "step": 1} if isinstance(setting.default, int) else {"maxlength": 254}
    return forms.line(FORM, key, setting.label, value, setting.help, readonly=not may_change, **kind)


def _test(email: str) -> html.Div:
    hint = f"Goes to {email}, with the settings that are saved."
    button = forms.button("settings-test", "Send a test message", "bi-send", "plain")
    return html.Div([html.Div(button, className="form-foot"), html.P(hint, className="field-hint")], className="field")
