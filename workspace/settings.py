"""Settings: read once from the environment, complete or refused, never looked up again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROLES = ("app", "door", "worker", "owner")


class Secret(str):
    """A string that shows stars when it is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'********'"


class SettingsIncomplete(Exception):
    """Some settings are missing or cannot be used."""


@dataclass(frozen=True, kw_only=True, slots=True)
class S3:
    endpoint: str
    """With its scheme: https://host[:port]."""
    bucket: str
    access_key: Secret
    secret_key: Secret


SMTP_SECURITY = ("tls", "starttls", "none")


@dataclass(frozen=True, kw_only=True, slots=True)
class Smtp:
    """The mail server notices leave by. Without one, none leaves."""

    host: str
    port: int
    sender: str
    security: str
    """tls, starttls, or none for a server on this very machine."""
    user: str = ""
    password: Secret | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What an installation decides. `GRENIER_X` or `GRENIER_X_FILE` (a file holding the value) for each."""

    database_url: Secret
    """The application's role: GRENIER_DATABASE_URL."""
    door_database_url: Secret
    """The role that opens sessions: GRENIER_DOOR_DATABASE_URL."""
    worker_database_url: Secret
    """The role that opens service sessions: GRENIER_WORKER_DATABASE_URL."""
    owner_database_url: Secret
    """The role that migrates: GRENIER_OWNER_DATABASE_URL."""
    root_key_file: Path
    """The sealed root key: GRENIER_ROOT_KEY_PATH."""
    passphrase_file: Path
    """The file that holds what opens the root key: GRENIER_PASSPHRASE_FILE."""
    objects: Path | S3
    """A folder (GRENIER_OBJECTS) or an S3 server (GRENIER_S3_ENDPOINT, _BUCKET, _ACCESS_KEY, _SECRET_KEY)."""
    origin: str
    """The address people type, without a slash at the end: GRENIER_ORIGIN."""
    smtp: Smtp | None = None
    """GRENIER_SMTP_HOST, _PORT, _SENDER, _SECURITY, and _USER with _PASSWORD where the server asks who it is."""
    instruments: Path | None = None
    """A folder of instruments beside those that are shipped, one `.toml` each: GRENIER_INSTRUMENTS."""
    forms: Path | None = None
    """A folder of assessment forms beside those that are shipped, likewise: GRENIER_FORMS."""
    today: date | None = None
    """A pinned day, for demonstrations only: GRENIER_TODAY (ISO)."""

    @classmethod
    def from_environ(
        cls, environ: Mapping[str, str], *, roles: Collection[str] = ROLES
    ) -> "Settings":
        """Read `environ`. Raises `SettingsIncomplete` naming everything that is missing, all at once.

        `roles`: the roles of the database this process works as; it is not handed the passwords of others.
        """
        values = _Values(environ)
        s3 = values.optional("S3_ENDPOINT")
        settings = cls(
            database_url=values.url("DATABASE_URL", "app" in roles),
            door_database_url=values.url("DOOR_DATABASE_URL", "door" in roles),
            worker_database_url=values.url("WORKER_DATABASE_URL", "worker" in roles),
            owner_database_url=values.url("OWNER_DATABASE_URL", "owner" in roles),
            root_key_file=Path(values.needed("ROOT_KEY_PATH")),
            passphrase_file=Path(values.needed("PASSPHRASE_FILE")),
            objects=values.s3(s3) if s3 else Path(values.needed("OBJECTS")),
            origin=values.needed("ORIGIN").rstrip("/"),
            smtp=values.smtp() if values.optional("SMTP_HOST") else None,
            instruments=values.folder("INSTRUMENTS"),
            forms=values.folder("FORMS"),
            today=values.day("TODAY"),
        )
        values.check_origin(settings.origin, pinned=settings.today is not None)
        values.refuse_if_incomplete()
        return settings


class _Values:
    """Reads values and remembers what was wrong, so that everything is said in one go."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._faults: list[str] = []

    def folder(self, name: str) -> Path | None:
        written = self.optional(name)
        return Path(written) if written else None

    def optional(self, name: str) -> str:
        value = self._environ.get(f"GRENIER_{name}", "")
        path = self._environ.get(f"GRENIER_{name}_FILE", "")
        if not value and path:
            try:
                value = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                self._faults.append(f"GRENIER_{name}_FILE cannot be read ({error.strerror})")
        return value

    def needed(self, name: str) -> str:
        value = self.optional(name)
        if not value:
            self._faults.append(f"GRENIER_{name} is missing")
        return value

    def url(self, name: str, is_needed: bool) -> Secret:
        return Secret(self.needed(name) if is_needed else "")

    def day(self, name: str) -> date | None:
        value = self.optional(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self._faults.append(f"GRENIER_{name} is not a date such as 2025-09-01")
            return None

    def s3(self, endpoint: str) -> S3:
        return S3(
            endpoint=endpoint,
            bucket=self.needed("S3_BUCKET"),
            access_key=Secret(self.needed("S3_ACCESS_KEY")),
            secret_key=Secret(self.needed("S3_SECRET_KEY")),
        )

    def smtp(self) -> Smtp:
        host, security = self.needed("SMTP_HOST"), self.optional("SMTP_SECURITY") or "tls"
        port = self.optional("SMTP_PORT") or ("465" if security == "tls" else "587")
        if security not in SMTP_SECURITY:
            self._faults.append("GRENIER_SMTP_SECURITY is tls, starttls or none")
        if security == "none" and host not in {"localhost", "127.0.0.1"}:
            self._faults.append("GRENIER_SMTP_SECURITY may be none on localhost only")
        if not (port.isascii() and port.isdigit()):
            self._faults.append("GRENIER_SMTP_PORT is not a number")
            port = "0"
        return Smtp(
            host=host,
            port=int(port),
            sender=self.needed("SMTP_SENDER"),
            security=security,
            user=self.optional("SMTP_USER"),
            password=Secret(self.optional("SMTP_PASSWORD")),
        )

    def check_origin(self, origin: str, *, pinned: bool) -> None:
        """Plain http, and a pinned day, are for a demonstration on this very machine."""
        here = origin == "http://localhost" or origin.startswith("http://localhost:")
        if origin and not here and not origin.startswith("https://"):
            self._faults.append("GRENIER_ORIGIN must begin with https://")
        if pinned and not here:
            self._faults.append("GRENIER_TODAY is for a demonstration on http://localhost only")

    def refuse_if_incomplete(self) -> None:
        if self._faults:
            raise SettingsIncomplete("; ".join(self._faults))
