"""What gunicorn serves: `gunicorn --config dashboard/gunicorn.conf.py dashboard.wsgi:server`."""

from dashboard.app import create_app
from data.settings import Settings

server = create_app(Settings.from_env()).server
