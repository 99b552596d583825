"""What a page that is opened again has to be sent."""

from flask.testing import FlaskClient

CALLBACKS = "/_dash-dependencies"
TAKES = {"Accept-Encoding": "br"}


def test_the_list_of_callbacks_is_sent_once(signed_in: FlaskClient) -> None:
    first = signed_in.get(CALLBACKS, headers=TAKES)
    assert first.headers["Content-Encoding"] == "br"
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = signed_in.get(CALLBACKS, headers={**TAKES, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_whoever_is_signed_out_is_not_told_that_nothing_has_changed(signed_in: FlaskClient) -> None:
    tag = signed_in.get(CALLBACKS, headers=TAKES).headers["ETag"]
    signed_in.post("/sign-out")
    assert signed_in.get(CALLBACKS, headers={**TAKES, "If-None-Match": tag}).status_code == 401


def test_the_frame_is_sent_compressed_and_kept_by_nobody(signed_in: FlaskClient) -> None:
    frame = signed_in.get("/", headers=TAKES)
    assert frame.headers["Content-Encoding"] == "br"
    assert frame.headers["Cache-Control"] == "no-store"
