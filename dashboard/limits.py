"""How often one address may knock: counted in Redis, and in the process's own memory while Redis is away."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

DOORS = {
    "sign_in_form": "20 per minute; 200 per hour",
    "forgot_form": "5 per minute; 30 per hour",
    "link": "30 per minute",
    "link_form": "10 per minute",
    **dict.fromkeys(("document_upload", "document_version"), "120 per minute"),
    **dict.fromkeys(("import_upload", "import_beside"), "30 per minute; 300 per hour"),
}


def install(server: Flask, redis_url: str) -> None:
    """After the routes of DOORS exist."""
    limiter = Limiter(
        get_remote_address,
        app=server,
        storage_uri=redis_url or "memory://",
        storage_options={"socket_connect_timeout": 1, "socket_timeout": 1} if redis_url else {},
        strategy="moving-window",
        in_memory_fallback_enabled=True,
        key_prefix="dm_crm",
        default_limits=[],
    )
    for endpoint, often in DOORS.items():
        server.view_functions[endpoint] = limiter.limit(often)(server.view_functions[endpoint])
