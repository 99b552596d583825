"""Settings are read once and refuse what cannot work."""

from pathlib import Path

import pytest

from data.errors import Invalid
from data.settings import ROOT, Settings, without_password


def test_without_any_variable_everything_is_embedded_below_the_checkout():
    settings = Settings.from_env({})
    assert (settings.database_url, settings.redis_url) == ("", "")
    assert (settings.home, settings.host, settings.port) == (ROOT / "var", "127.0.0.1", 8050)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_way_to_write_postgresql_means_our_driver(scheme: str):
    settings = Settings.from_env({"DATABASE_URL": f"{scheme}://u:p@h/d"})
    assert settings.database_url == "postgresql+psycopg://u:p@h/d"


def test_the_owner_is_whoever_the_database_url_names_unless_told():
    assert Settings.from_env({"DATABASE_URL": "postgresql://a@h/d"}).owner_url.endswith("a@h/d")
    both = {"DATABASE_URL": "postgresql://a@h/d", "DATABASE_OWNER_URL": "postgresql://o@h/d"}
    assert Settings.from_env(both).owner_url.endswith("o@h/d")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "٣"),
        ("DATABASE_URL", "mysql://h/d"),
        ("DATABASE_URL", "h/d"),
        ("DATABASE_OWNER_URL", "sqlite:///x"),
        ("REDIS_URL", "http://h"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(variable: str, value: str):
    with pytest.raises(Invalid, match=variable):
        Settings.from_env({variable: value})


def test_a_process_of_ours_does_not_learn_the_owners_password():
    settings = Settings.from_env(
        {"DATABASE_URL": "postgresql://a:web@h/d", "DATABASE_OWNER_URL": "postgresql://o:own@h/d"}
    )
    assert "own@" not in str(settings.environment())
    assert "web@" in str(settings.environment())


def test_no_password_is_shown_when_settings_are_printed(tmp_path: Path):
    (tmp_path / "secret_key").write_text("hush-hush")
    settings = Settings.from_env({"DATABASE_URL": "postgresql://a:hush-hush@h/d", "DM_CRM_HOME": str(tmp_path)})
    assert settings.secret_key == "hush-hush"
    assert "hush-hush" not in repr(settings)
    assert without_password(settings.database_url) == "h/d"
