"""Invitations and resets: asking for a link, and choosing a password with one."""

import logging

from flask import Flask, current_app, make_response, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from dashboard.auth import forget, visitor
from data import accounts, db, installation
from data.access import SYSTEM
from data.errors import Invalid, Unavailable
from data.vocabulary import LinkPurpose
from jobs.queue import connect, enqueue

log = logging.getLogger(__name__)
TITLES = {LinkPurpose.INVITATION: "Welcome", LinkPurpose.RESET: "A new password"}


def install(server: Flask) -> None:
    server.add_url_rule("/forgot", "forgot", forgot_page, methods=["GET"])
    server.add_url_rule("/forgot", "forgot_form", forgot, methods=["POST"])
    server.add_url_rule("/link/<token>", "link", link_page, methods=["GET"])
    server.add_url_rule("/link/<token>", "link_form", choose, methods=["POST"])


def forgot_page() -> str:
    return _page("forgot.html", can_mail=_can_mail())


def forgot() -> str:
    """Says and does the same whether or not the address is known: a worker finds that out."""
    email, can_mail = request.form.get("email", "")[:254], _can_mail()
    accounts.request_reset(email, visitor())
    if can_mail:
        _hand_over(email)
    return _page("forgot.html", can_mail=can_mail, asked=True)


def link_page(token: str) -> str:
    email, purpose = accounts.whose_link(token, visitor(), _key())
    return _page("choose_password.html", email=email, title=TITLES[purpose])


def choose(token: str) -> Response:
    """Sets the password; whoever was signed in here signs in anew."""
    email, purpose = accounts.whose_link(token, visitor(), _key())
    try:
        _require_same(request.form.get("password", ""), request.form.get("again", ""))
        accounts.redeem(token, request.form.get("password", ""), visitor(), _key())
    except Invalid as error:
        page = _page("choose_password.html", email=email, title=TITLES[purpose], error=str(error))
        return make_response(page, 400)
    if current_user.is_authenticated:
        accounts.sign_out(current_user.signed_in)
    response = redirect("/sign-in?chosen=1", 303)
    forget(response)
    return response


def _hand_over(email: str) -> None:
    try:
        enqueue(connect(current_app.config["REDIS_URL"]), "send-reset-link", email)
    except Unavailable as error:
        log.warning("reset link not mailed: %s", error)


def _require_same(password: str, again: str) -> None:
    if password != again:
        raise Invalid({"again": "The two passwords differ."})


def _can_mail() -> bool:
    with db.session(SYSTEM) as session:
        return bool(installation.read(session)["smtp_host"])


def _page(template: str, **values: object) -> str:
    return render_template(template, theme=request.cookies.get("theme", "auto"), **values)


def _key() -> str:
    return current_app.config["SECRET_KEY"]
