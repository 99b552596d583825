"""Files reach the browser compressed, are kept by it, and are sent again only when they changed."""

import gzip
from dataclasses import replace

import brotli
import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.static_files import ASSETS, PLOTLY, STATIC
from data.settings import Settings

STYLE = "/assets/10-app/30-kit.css"
BOOTSTRAP = "/assets/00-vendor/bootstrap.min.css"
FONT = "/assets/00-vendor/inter-latin-wght-normal.woff2"


@pytest.fixture(scope="module")
def browser() -> FlaskClient:
    settings = Settings.from_env({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"})
    return create_app(replace(settings, secret_key="s" * 40)).server.test_client()


@pytest.mark.parametrize("url", [STYLE, BOOTSTRAP])
@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_file_arrives_as_the_browser_takes_it(browser: FlaskClient, url: str, encoding: str, unpack):
    answer = browser.get(url, headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert unpack(answer.data) == (ASSETS / url.removeprefix("/assets/")).read_bytes()


@pytest.mark.parametrize("accepted", ["", "identity", "br;q=0"])
def test_who_takes_no_compression_gets_none(browser: FlaskClient, accepted: str):
    answer = browser.get(STYLE, headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.content_length == (ASSETS / "10-app/30-kit.css").stat().st_size


def test_plotly_is_the_slim_bundle_compressed_by_the_build(browser: FlaskClient):
    answer = browser.get(PLOTLY, headers={"Accept-Encoding": "gzip, br"})
    assert answer.data == (STATIC / "plotly.min.js.br").read_bytes()
    assert answer.mimetype == "text/javascript"


@pytest.mark.parametrize("url", [STYLE, BOOTSTRAP, FONT, PLOTLY])
def test_what_did_not_change_is_not_sent_again(browser: FlaskClient, url: str):
    headers = {"Accept-Encoding": "br"}
    tag = browser.get(url, headers=headers).headers["ETag"]
    again = browser.get(url, headers={**headers, "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_url_that_names_a_version_is_kept_for_a_year(browser: FlaskClient):
    assert browser.get(f"{STYLE}?m=1").cache_control.max_age == 31_536_000
    assert browser.get(STYLE).cache_control.no_cache


@pytest.mark.parametrize("url", [STYLE, BOOTSTRAP, FONT, PLOTLY])
def test_a_file_does_not_vary_with_the_cookie(browser: FlaskClient, url: str):
    assert "Cookie" not in browser.get(url).headers.get("Vary", "")


@pytest.mark.parametrize("url", ["/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/nothing.css"])
def test_nothing_outside_the_folder_is_sent(browser: FlaskClient, url: str):
    assert browser.get(url).status_code == 404
