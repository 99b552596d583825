"""What an installation decides, read from the environment once, at start-up."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from data.errors import Invalid

ROOT = Path(__file__).resolve().parents[1]
DRIVER = "postgresql+psycopg"
POSTGRES_SCHEMES = {"postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"}
REDIS_SCHEMES = {"redis": "redis", "rediss": "rediss", "unix": "unix", "valkey": "redis", "valkeys": "rediss"}


@dataclass(frozen=True)
class Settings:
    """An empty database_url or redis_url means: none was given, use the embedded server."""

    home: Path
    database_url: str = field(default="", repr=False)
    owner_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8050
    secret_key: str = field(default="", repr=False)
    document_store: str = ""  # a folder or s3://bucket/prefix; empty for `documents` in home
    proxies: int = 0  # how many proxies of ours stand in front and name the visitor

    @classmethod
    def from_env(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises Invalid naming the variable that cannot be used."""
        home = Path(environment.get("DM_CRM_HOME") or ROOT / "var").expanduser().resolve()
        database_url = postgres_url(environment.get("DATABASE_URL", ""), "DATABASE_URL")
        return cls(
            home=home,
            database_url=database_url,
            owner_url=postgres_url(environment.get("DATABASE_OWNER_URL", ""), "DATABASE_OWNER_URL") or database_url,
            redis_url=redis_url(environment.get("REDIS_URL", "")),
            host=environment.get("HOST") or "127.0.0.1",
            port=_port(environment.get("PORT") or "8050"),
            secret_key=environment.get("SECRET_KEY") or _kept_secret(home),
            document_store=_store(environment.get("DOCUMENT_STORE", "")),
            proxies=_proxies(environment.get("TRUSTED_PROXIES") or "0"),
        )

    def served_by(self, database_url: str, owner_url: str, redis_url: str) -> "Settings":
        return replace(self, database_url=database_url, owner_url=owner_url, redis_url=redis_url)

    def environment(self) -> dict[str, str]:
        """The same settings for a process of ours; the owner's password stays behind."""
        return {
            "DM_CRM_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": "",
            "REDIS_URL": self.redis_url,
            "HOST": self.host,
            "PORT": str(self.port),
            "SECRET_KEY": self.secret_key,
            "DOCUMENT_STORE": self.document_store,
            "TRUSTED_PROXIES": str(self.proxies),
        }


def postgres_url(url: str, variable: str) -> str:
    """The URL with the driver we install; empty stays empty."""
    if not url:
        return ""
    scheme, _, rest = url.partition("://")
    if scheme not in POSTGRES_SCHEMES or not rest:
        raise Invalid({variable: f"{variable} must look like postgresql://user:password@host:5432/database."})
    return f"{DRIVER}://{rest}"


def redis_url(url: str) -> str:
    if not url:
        return ""
    scheme, _, rest = url.partition("://")
    if scheme not in REDIS_SCHEMES or not rest:
        raise Invalid({"REDIS_URL": "REDIS_URL must look like redis://:password@host:6379/0."})
    return f"{REDIS_SCHEMES[scheme]}://{rest}"


def without_password(url: str) -> str:
    """Fit for a terminal or a log: host, port and database."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'local socket'}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Invalid({"PORT": f"PORT must be a number between 1 and 65535, not {text!r}."})
    return int(text)


def _proxies(text: str) -> int:
    if text not in ("0", "1", "2", "3"):
        raise Invalid({"TRUSTED_PROXIES": f"TRUSTED_PROXIES must be a number from 0 to 3, not {text!r}."})
    return int(text)


def _store(text: str) -> str:
    scheme, mark, rest = text.partition("://")
    fits = (rest if scheme in ("s3", "file") else "") if mark else text.startswith(("/", "~"))
    if text and not fits:
        raise Invalid(
            {"DOCUMENT_STORE": "DOCUMENT_STORE must be a folder such as /srv/documents or s3://bucket/prefix."}
        )
    return text


def _kept_secret(home: Path) -> str:
    try:
        return (home / "secret_key").read_text().strip()
    except (FileNotFoundError, PermissionError):
        return ""
