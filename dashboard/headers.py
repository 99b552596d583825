"""Security headers on every answer, and nothing of a signed-in user in any cache."""

import dash
from flask import Flask, Response, request

LASTING = ("/assets/", "/_dash-component-suites/")
CALLBACKS = "/_dash-dependencies"  # which there are: the same for everybody, until the next release


def install(server: Flask, app: dash.Dash) -> None:
    """`app` must have met its first request: Dash registers its last inline script there."""
    policy = _policy(app)

    def harden(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if request.is_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.path == CALLBACKS:
            headers["Cache-Control"] = "private, no-cache"  # asked for again each time, answered with nothing new
        elif not request.path.startswith(LASTING):
            headers["Cache-Control"] = "no-store"
        return response

    server.after_request(harden)


def _policy(app: dash.Dash) -> str:
    scripts = " ".join(["'self'", *(f"'{digest.strip(chr(39))}'" for digest in app.csp_hashes())])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",  # a document's preview
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        ]
    )
