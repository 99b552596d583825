"""Signing in and out: Flask-Login over rows of `user_sessions`; the cookie only names the row."""

from urllib.parse import urlsplit

from flask import Flask, current_app, g, make_response, redirect, render_template, request
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response as AnyResponse

from data import accounts, sessions
from data.errors import Invalid
from data.sessions import SignedIn, Tokens, Visitor

ACCESS, REFRESH = "dm_crm_session", "dm_crm_refresh"


class Account(UserMixin):
    """The signed-in user of this request."""

    def __init__(self, signed_in: SignedIn):
        self.signed_in = signed_in
        self.id, self.name, self.email = signed_in.user_id, signed_in.name, signed_in.email
        self.role, self.actor, self.timezone = signed_in.role, signed_in.actor, signed_in.timezone


def install(server: Flask) -> None:
    manager = LoginManager(server)
    manager.request_loader(_account)
    server.after_request(_hand_out_tokens)
    server.add_url_rule("/sign-in", "sign_in", sign_in_page, methods=["GET"])
    server.add_url_rule("/sign-in", "sign_in_form", sign_in, methods=["POST"])
    server.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])


def sign_in_page() -> AnyResponse | str:
    target = _local(request.args.get("next"))
    said = "Your password is set. Sign in with it." if request.args.get("chosen") else ""
    return redirect(target) if current_user.is_authenticated else _form(target, said=said)


def sign_in() -> AnyResponse:
    email, target = request.form.get("email", ""), _local(request.form.get("next"))
    try:
        g.tokens = accounts.sign_in(email, request.form.get("password", ""), visitor(), _key())
    except Invalid as error:
        return make_response(_form(target, email, str(error)), 401)
    return redirect(target, 303)


def sign_out() -> AnyResponse:
    if current_user.is_authenticated:
        accounts.sign_out(current_user.signed_in)
    response = redirect("/sign-in", 303)
    forget(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def forget(response: AnyResponse) -> None:
    """Take the tokens out of the browser; the session itself has ended before."""
    g.pop("tokens", None)
    for name in (ACCESS, REFRESH):
        response.delete_cookie(_cookie(name), path="/", secure=request.is_secure, httponly=True, samesite="Lax")


def visitor() -> Visitor:
    return Visitor(request.remote_addr, request.headers.get("User-Agent"))


def _account(_request: object) -> Account | None:
    """Whom the access token shows; when it has run out, the refresh token buys the next one unnoticed."""
    if "account" not in g:
        signed_in = sessions.recognise(request.cookies.get(_cookie(ACCESS)), visitor(), _key())
        signed_in = signed_in or _renewed()
        g.account = Account(signed_in) if signed_in else None
    return g.account


def _renewed() -> SignedIn | None:
    found = sessions.renew(request.cookies.get(_cookie(REFRESH)), visitor(), _key())
    if found is None:
        return None
    signed_in, tokens = found
    if tokens:
        g.tokens = tokens
    return signed_in


def _form(target: str, email: str = "", error: str = "", said: str = "") -> str:
    theme = request.cookies.get("theme", "auto")
    return render_template("sign_in.html", next=target, email=email[:254], error=error, said=said, theme=theme)


def _local(target: str | None) -> str:
    """Where to go after signing in: a path of ours and nothing else."""
    try:
        parts = urlsplit((target or "/").replace("\\", "/"))
    except ValueError:
        return "/"
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    query = f"?{parts.query}" if parts.query else ""
    return parts.path + query if ours else "/"


def _hand_out_tokens(response: AnyResponse) -> AnyResponse:
    """Both are kept from scripts and from other sites; over TLS the prefix binds them to us and to https."""
    tokens: Tokens | None = g.get("tokens")
    for name, token in zip((ACCESS, REFRESH), tokens or (), strict=False):
        response.set_cookie(
            _cookie(name),
            token,
            max_age=int(sessions.SIGNED_IN_FOR.total_seconds()),
            path="/",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def _cookie(name: str) -> str:
    return f"__Host-{name}" if request.is_secure else name


def _key() -> str:
    return current_app.config["SECRET_KEY"]
