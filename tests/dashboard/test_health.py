"""The probes tell the truth and nothing more."""

import sqlalchemy as sa
from flask.testing import FlaskClient


def test_alive_and_ready_answer_anyone(stranger: FlaskClient) -> None:
    assert stranger.get("/livez").get_json() == {"status": "alive"}
    assert stranger.get("/readyz").get_json() == {"status": "ready"}


def test_not_ready_while_the_schema_is_another(stranger: FlaskClient, app, monkeypatch) -> None:
    from data import migrate

    monkeypatch.setattr(migrate, "applied", lambda _db: "0009")
    assert stranger.get("/readyz").status_code == 503


def test_not_ready_without_a_database_yet_alive(app) -> None:
    from data import db

    before = dict(db.open_session.kw)
    unreachable = sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", poolclass=sa.NullPool)
    db.open_session.configure(bind=unreachable)
    try:
        with app.server.test_client() as client:
            assert client.get("/readyz").status_code == 503
            assert client.get("/livez").status_code == 200
    finally:
        db.open_session.configure(**before)
