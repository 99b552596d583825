"""Signing in and out: Flask-Login over rows of `user_sessions`; the cookie only names the row."""

from urllib.parse import urlsplit

from flask import Flask, Response, g, make_response, redirect, render_template, request
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response as AnyResponse

from data import accounts
from data.accounts import SignedIn, Visitor
from data.errors import Invalid

COOKIE = "dm_crm_session"


class Account(UserMixin):
    """The signed-in user of this request."""

    def __init__(self, signed_in: SignedIn):
        self.signed_in = signed_in
        self.id, self.name, self.email = signed_in.user_id, signed_in.name, signed_in.email
        self.role, self.actor = signed_in.role, signed_in.actor


def install(server: Flask) -> None:
    manager = LoginManager(server)
    manager.request_loader(_account)
    server.add_url_rule("/sign-in", "sign_in", sign_in_page, methods=["GET"])
    server.add_url_rule("/sign-in", "sign_in_form", sign_in, methods=["POST"])
    server.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])


def sign_in_page() -> AnyResponse | str:
    target = _local(request.args.get("next"))
    return redirect(target) if current_user.is_authenticated else _form(target)


def sign_in() -> AnyResponse:
    email, target = request.form.get("email", ""), _local(request.form.get("next"))
    try:
        token = accounts.sign_in(email, request.form.get("password", ""), visitor())
    except Invalid as error:
        return make_response(_form(target, email, str(error)), 401)
    response = redirect(target, 303)
    _set_cookie(response, token)
    return response


def sign_out() -> AnyResponse:
    if current_user.is_authenticated:
        accounts.sign_out(current_user.signed_in)
    response = redirect("/sign-in", 303)
    response.delete_cookie(_cookie_name(), path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def visitor() -> Visitor:
    return Visitor(request.remote_addr, request.headers.get("User-Agent"))


def _account(_request: object) -> Account | None:
    token = request.cookies.get(_cookie_name())
    if "account" not in g:
        signed_in = accounts.recognise(token, visitor()) if token else None
        g.account = Account(signed_in) if signed_in else None
    return g.account


def _form(target: str, email: str = "", error: str = "") -> str:
    theme = request.cookies.get("theme", "auto")
    return render_template("sign_in.html", next=target, email=email[:254], error=error, theme=theme)


def _local(target: str | None) -> str:
    """Where to go after signing in: a path of ours and nothing else."""
    parts = urlsplit((target or "/").replace("\\", "/"))
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    query = f"?{parts.query}" if parts.query else ""
    return parts.path + query if ours else "/"


def _set_cookie(response: Response | AnyResponse, token: str) -> None:
    age = int(accounts.SIGNED_IN_FOR.total_seconds())
    response.set_cookie(
        _cookie_name(), token, max_age=age, path="/", secure=request.is_secure, httponly=True, samesite="Lax"
    )


def _cookie_name() -> str:
    """Over TLS the prefix makes browsers insist on Secure, our host and path /."""
    return f"__Host-{COOKIE}" if request.is_secure else COOKIE
