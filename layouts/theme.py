"""The look in values: colour tokens for both modes, what a status looks like, and the plotly template made of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from data.vocabulary import (
    ApprovalStatus,
    Attention,
    CustomerPhase,
    Health,
    Priority,
    ProcessStatus,
    RegulatoryStatus,
    TaskStatus,
    UserState,
)

FONT = "'Inter Variable', Inter, system-ui, sans-serif"

# name: (light, dark). assets/10-app/tokens.css repeats them for the browser; a test keeps the two equal.
TOKENS: dict[str, tuple[str, str]] = {
    "page": ("#F5F6F9", "#0F131B"),
    "card": ("#FFFFFF", "#161B26"),
    "ink": ("#1B2333", "#E6EAF2"),
    "muted": ("#5B6576", "#9BA6B8"),
    "line": ("#E3E7EE", "#283042"),
    "control-line": ("#7F899B", "#6A7690"),
    "hover": ("#F0F2F7", "#1E2533"),
    "brand": ("#3659C9", "#7C9CFF"),
    "brand-soft": ("#EBF0FE", "#1E2947"),
    "on-brand": ("#FFFFFF", "#0F131B"),
    "action": ("#3659C9", "#3659C9"),
    "action-hover": ("#2C49AB", "#4468DB"),
    "good": ("#0F825F", "#2FD3A0"),
    "warn": ("#B86E21", "#E7B937"),
    "bad": ("#A62031", "#DD4A1F"),
    "late": ("#751C68", "#C7308F"),
    "info": ("#3659C9", "#7C9CFF"),
    "quiet": ("#7F899B", "#6A7690"),
    "good-ink": ("#0B6A4D", "#4FDDB1"),
    "warn-ink": ("#85490C", "#EBC453"),
    "bad-ink": ("#A62031", "#FF9170"),
    "late-ink": ("#751C68", "#F08CCB"),
    "info-ink": ("#2F4FB5", "#9DB5FF"),
    "quiet-ink": ("#4F5868", "#AEB8C8"),
    "good-soft": ("#E0F1EB", "#143129"),
    "warn-soft": ("#FAEEDF", "#332B16"),
    "bad-soft": ("#FBE9EB", "#3A1F18"),
    "late-soft": ("#F6E8F4", "#371A30"),
    "info-soft": ("#EBF0FE", "#1E2947"),
    "quiet-soft": ("#EEF0F5", "#232A38"),
    "seq-1": ("#CFDAFA", "#26375F"),
    "seq-2": ("#ADBFF5", "#324C8F"),
    "seq-3": ("#8AA2EE", "#3F62BE"),
    "seq-4": ("#6482E0", "#5F82E6"),
    "seq-5": ("#3F5FC6", "#93ADFF"),
    "seq-6": ("#22388F", "#C9D5FF"),
    "heat-none": ("#E9ECF2", "#202836"),
    "heat-under": ("#D3D9E4", "#333D50"),
    "heat-low": ("#B3C4F8", "#2C448F"),
    "heat-full": ("#2F4FB5", "#8AA5FF"),
    "heat-over": ("#B05A0F", "#C97B1C"),
    "heat-most": ("#7A2E05", "#FFCB73"),
}


class Look(NamedTuple):
    """How a word of the vocabulary is shown: its tone (a token family) and its icon."""

    tone: str
    icon: str


STATUS: dict[str, Look] = {
    Health.ON_TRACK: Look("good", "bi-check-circle"),
    Health.AT_RISK: Look("warn", "bi-exclamation-triangle"),
    Health.OFF_TRACK: Look("bad", "bi-x-octagon"),
    Health.OVERDUE: Look("late", "bi-alarm"),
    Health.NO_PLAN: Look("quiet", "bi-dash-circle"),
    Attention.HOURS: Look("warn", "bi-hourglass-bottom"),
    Attention.CONTRACT: Look("info", "bi-calendar-event"),
    ProcessStatus.NOT_STARTED: Look("quiet", "bi-circle"),
    ProcessStatus.IN_PROGRESS: Look("info", "bi-play-circle"),
    ProcessStatus.COMPLETED: Look("good", "bi-check-circle-fill"),
    TaskStatus.BLOCKED: Look("bad", "bi-sign-stop"),
    ApprovalStatus.PENDING: Look("warn", "bi-hourglass-split"),
    ApprovalStatus.APPROVED: Look("good", "bi-patch-check"),
    ApprovalStatus.REJECTED: Look("bad", "bi-x-circle"),
    ApprovalStatus.NOT_REQUIRED: Look("quiet", "bi-slash-circle"),
    Priority.LOW: Look("quiet", "bi-arrow-down"),
    Priority.MEDIUM: Look("info", "bi-dash"),
    Priority.HIGH: Look("bad", "bi-arrow-up"),
    CustomerPhase.CONTRACTING: Look("quiet", "bi-pen"),
    CustomerPhase.NEW_ACTIVATION: Look("info", "bi-rocket-takeoff"),
    CustomerPhase.STEADY_STATE: Look("good", "bi-arrow-repeat"),
    CustomerPhase.STEADY_STATE_NEW_ACTIVATION: Look("info", "bi-plus-circle"),
    CustomerPhase.PENDING_TERMINATION: Look("warn", "bi-hourglass-bottom"),
    CustomerPhase.TERMINATED: Look("bad", "bi-slash-circle"),
    RegulatoryStatus.DISCOVERY: Look("info", "bi-search"),
    RegulatoryStatus.PRE_CLINICAL: Look("info", "bi-eyedropper"),
    RegulatoryStatus.PHASE_I: Look("info", "bi-1-circle"),
    RegulatoryStatus.PHASE_II: Look("info", "bi-2-circle"),
    RegulatoryStatus.PHASE_III: Look("info", "bi-3-circle"),
    RegulatoryStatus.DISCONTINUED: Look("quiet", "bi-stop-circle"),
    RegulatoryStatus.WITHDRAWN: Look("quiet", "bi-dash-circle"),
    UserState.ACTIVE: Look("good", "bi-person-check"),
    UserState.INVITED: Look("info", "bi-envelope"),
    UserState.LOCKED: Look("warn", "bi-lock"),
    UserState.DEACTIVATED: Look("quiet", "bi-person-slash"),
}  # Approved, Not Started, In Progress and Completed look the same wherever the word appears


def token(name: str) -> str:
    """The colour as figures and styles name it; the browser, or `resolved`, turns it into a value."""
    if name not in TOKENS:
        raise KeyError(name)
    return f"var(--crm-{name})"


def tone(word: str) -> str:
    """The colour of a status wherever it is drawn."""
    return token(STATUS[word].tone)


def steps(count: int) -> list[str]:
    """Colours for `count` ordered things, first to last."""
    last = max(count - 1, 1)
    return [token(f"seq-{1 + round(5 * step / last)}") for step in range(count)]


def resolved(value: Any, mode: str) -> Any:
    """The same figure with colours instead of tokens, for paper and anything else without a stylesheet."""
    if isinstance(value, Mapping):
        return {key: resolved(item, mode) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [resolved(item, mode) for item in value]
    return _COLOURS[mode].get(value, value) if isinstance(value, str) else value


_COLOURS = {
    mode: {token(name): pair[index] for name, pair in TOKENS.items()} for index, mode in enumerate(("light", "dark"))
}

_AXIS = {
    "automargin": True,
    "fixedrange": True,
    "zeroline": False,
    "showline": False,
    "gridcolor": token("line"),
    "separatethousands": True,
    "tickfont": {"color": token("muted"), "size": 12},
    "title": {"font": {"color": token("muted"), "size": 12}, "standoff": 8},
}

TEMPLATE: dict[str, Any] = {
    "layout": {
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": token("ink")},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 4},
        "separators": ".,",
        "barcornerradius": 4,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": token("card"),
            "bordercolor": token("line"),
            "align": "left",
            "font": {"family": FONT, "size": 13, "color": token("ink")},
        },
        "xaxis": _AXIS,
        "yaxis": _AXIS,
    }
}

# A grid declares itself light unless told to inherit, and every light-dark() inside it would follow.
GRID_THEME = {
    "function": "themeQuartz.withParams({browserColorScheme:'inherit',"
    "backgroundColor:'var(--crm-card)',foregroundColor:'var(--crm-ink)',accentColor:'var(--crm-brand)',"
    "borderColor:'var(--crm-line)',headerBackgroundColor:'var(--crm-hover)',headerTextColor:'var(--crm-ink)',"
    "rowHoverColor:'var(--crm-hover)',oddRowBackgroundColor:'var(--crm-card)',chromeBackgroundColor:'var(--crm-hover)',"
    "selectedRowBackgroundColor:'var(--crm-brand-soft)',subtleTextColor:'var(--crm-muted)',"
    "fontFamily:'var(--crm-font)',fontSize:13,headerFontWeight:600,rowHeight:42,headerHeight:42,"
    "spacing:8,wrapperBorderRadius:10,borderRadius:6,columnBorder:false,wrapperBorder:true})"
}
