"""How gunicorn serves the dashboard."""

import os
import signal
from pathlib import Path

from data import db
from jobs.lifeline import end_with_parent

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8050')}"
chdir = str(Path(__file__).resolve().parents[1])
proc_name = "dm_crm"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = 4
preload_app = True  # one import and one copy in memory; connections are made after the fork
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True  # by default anybody with this account may steer the server through it
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # nosec B108 # noqa: S108 - a heartbeat must not wait for a disk
limit_request_line = 8190
limit_request_fields = 64
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
errorlog = "-"
loglevel = "info"


def post_fork(server, worker):
    """A worker shares no connection with its siblings and ends with its master."""
    end_with_parent(signal.SIGTERM)
    if engine := db.open_session.kw.get("bind"):
        engine.dispose(close=False)
