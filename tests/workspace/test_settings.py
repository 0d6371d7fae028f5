"""Settings: complete or refused, and secrets that do not show."""

import traceback
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from workspace.settings import S3, Secret, Settings, SettingsIncomplete

COMPLETE = {
    "GRENIER_DATABASE_URL": "postgresql://grenier_app:hush@db.example/grenier",
    "GRENIER_DOOR_DATABASE_URL": "postgresql://grenier_door:hush@db.example/grenier",
    "GRENIER_WORKER_DATABASE_URL": "postgresql://grenier_worker:hush@db.example/grenier",
    "GRENIER_OWNER_DATABASE_URL": "postgresql://grenier_owner:hush@db.example/grenier",
    "GRENIER_ROOT_KEY_PATH": "keys/root",
    "GRENIER_PASSPHRASE_FILE": "keys/passphrase",
    "GRENIER_OBJECTS": "objects",
    "GRENIER_ORIGIN": "https://grenier.example",
}
S3_SETTINGS = {
    "GRENIER_S3_ENDPOINT": "https://s3.example",
    "GRENIER_S3_BUCKET": "grenier",
    "GRENIER_S3_ACCESS_KEY": "access",
    "GRENIER_S3_SECRET_KEY": "hush",
}


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsIncomplete) as refused:
        Settings.from_environ(environ)
    return str(refused.value)


def test_a_complete_environment_is_read() -> None:
    settings = Settings.from_environ(COMPLETE)
    assert settings.database_url == COMPLETE["GRENIER_DATABASE_URL"]
    assert settings.door_database_url == COMPLETE["GRENIER_DOOR_DATABASE_URL"]
    assert settings.worker_database_url == COMPLETE["GRENIER_WORKER_DATABASE_URL"]
    assert settings.owner_database_url == COMPLETE["GRENIER_OWNER_DATABASE_URL"]
    assert (Path("keys/root"), Path("keys/passphrase"), Path("objects")) == (
        settings.root_key_file,
        settings.passphrase_file,
        settings.objects,
    )
    assert ("https://grenier.example", None) == (settings.origin, settings.today)


@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_missing_is_named(name: str, value: str | None) -> None:
    environ = {key: said for key, said in COMPLETE.items() if key != name}
    assert f"{name} is missing" == refusal(environ if value is None else {**environ, name: value})


def test_all_that_is_missing_is_said_at_once() -> None:
    said = refusal({})
    assert {f"{name} is missing" for name in COMPLETE} == set(said.split("; "))


def test_a_process_is_not_asked_for_the_passwords_of_others() -> None:
    own = {
        name: value
        for name, value in COMPLETE.items()
        if name not in {"GRENIER_OWNER_DATABASE_URL", "GRENIER_WORKER_DATABASE_URL"}
    }
    settings = Settings.from_environ(own, roles=("app", "door"))
    assert (settings.owner_database_url, settings.worker_database_url) == ("", "")
    others = Settings.from_environ(COMPLETE, roles=("app", "door"))
    assert (others.owner_database_url, others.worker_database_url) == ("", "")


def test_a_value_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://elsewhere\n", encoding="utf-8")
    environ = {key: said for key, said in COMPLETE.items() if key != "GRENIER_DATABASE_URL"}
    environ["GRENIER_DATABASE_URL_FILE"] = str(file)
    assert Settings.from_environ(environ).database_url == "postgresql://elsewhere"


def test_the_value_itself_wins_over_its_file(tmp_path: Path) -> None:
    environ = {**COMPLETE, "GRENIER_DATABASE_URL_FILE": str(tmp_path / "none")}
    assert Settings.from_environ(environ).database_url == COMPLETE["GRENIER_DATABASE_URL"]


def test_a_file_that_cannot_be_read_is_named_and_not_shown(tmp_path: Path) -> None:
    environ = {**COMPLETE, "GRENIER_ORIGIN": "", "GRENIER_ORIGIN_FILE": str(tmp_path / "none")}
    said = refusal(environ)
    assert "GRENIER_ORIGIN_FILE cannot be read (No such file or directory)" in said
    assert str(tmp_path) not in said


def test_an_s3_server_takes_the_place_of_the_folder() -> None:
    environ = {**COMPLETE, **S3_SETTINGS}
    del environ["GRENIER_OBJECTS"]
    assert Settings.from_environ(environ).objects == S3(
        endpoint="https://s3.example",
        bucket="grenier",
        access_key=Secret("access"),
        secret_key=Secret("hush"),
    )


def test_half_an_s3_server_is_refused() -> None:
    said = refusal({**COMPLETE, "GRENIER_S3_ENDPOINT": "https://s3.example"})
    assert {
        f"GRENIER_S3_{name} is missing" for name in ("BUCKET", "ACCESS_KEY", "SECRET_KEY")
    } == set(said.split("; "))


@pytest.mark.parametrize(
    ("origin", "kept"),
    [
        ("https://grenier.example/", "https://grenier.example"),
        ("https://grenier.example:8443", "https://grenier.example:8443"),
        ("http://localhost", "http://localhost"),
        ("http://localhost:8000/", "http://localhost:8000"),
    ],
)
def test_an_address_ends_without_a_slash(origin: str, kept: str) -> None:
    assert kept == Settings.from_environ({**COMPLETE, "GRENIER_ORIGIN": origin}).origin


@pytest.mark.parametrize(
    "origin",
    [
        "http://grenier.example",
        "http://localhost.example",
        "ftp://grenier.example",
        "grenier.example",
    ],
)
def test_an_address_in_clear_is_refused(origin: str) -> None:
    assert "GRENIER_ORIGIN must begin with https://" == refusal(
        {**COMPLETE, "GRENIER_ORIGIN": origin}
    )


def test_a_day_is_pinned_on_this_machine_alone() -> None:
    here = {**COMPLETE, "GRENIER_ORIGIN": "http://localhost:8000", "GRENIER_TODAY": "2025-09-01"}
    assert Settings.from_environ(here).today == date(2025, 9, 1)
    assert "GRENIER_TODAY is for a demonstration" in refusal(
        {**COMPLETE, "GRENIER_TODAY": "2025-09-01"}
    )


@pytest.mark.parametrize("day", ["yesterday", "2025-02-30", "01/09/2025"])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    here = {**COMPLETE, "GRENIER_ORIGIN": "http://localhost:8000", "GRENIER_TODAY": day}
    assert "GRENIER_TODAY is not a date such as 2025-09-01" == refusal(here)


def test_settings_do_not_change() -> None:
    settings = Settings.from_environ(COMPLETE)
    with pytest.raises(FrozenInstanceError):
        settings.origin = "https://elsewhere.example"  # type: ignore[misc]


def test_secrets_show_stars() -> None:
    settings = Settings.from_environ({**COMPLETE, **S3_SETTINGS})
    assert "hush" not in repr(settings)
    assert repr(Secret("hush")) == "'********'"
    assert f"{Secret('hush')!r}" == "'********'"


def test_a_refusal_shows_no_secret() -> None:
    environ = {**COMPLETE, "GRENIER_OBJECTS": ""}
    with pytest.raises(SettingsIncomplete) as refused:
        Settings.from_environ(environ)
    shown = "".join(traceback.format_exception(refused.value))
    assert "hush" not in shown


SMTP = {"GRENIER_SMTP_HOST": "smtp.example", "GRENIER_SMTP_SENDER": "grenier@example.org"}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({}, ("tls", 465)),
        ({"GRENIER_SMTP_SECURITY": "starttls"}, ("starttls", 587)),
        ({"GRENIER_SMTP_SECURITY": "starttls", "GRENIER_SMTP_PORT": "25"}, ("starttls", 25)),
        (
            {"GRENIER_SMTP_HOST": "localhost", "GRENIER_SMTP_SECURITY": "none"},
            ("none", 587),
        ),
    ],
)
def test_a_mail_server_is_spoken_to_in_secret(said: dict[str, str], read: tuple[str, int]) -> None:
    smtp = Settings.from_environ({**COMPLETE, **SMTP, **said}).smtp
    assert smtp is not None
    assert read == (smtp.security, smtp.port)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"GRENIER_SMTP_SECURITY": "none"}, "GRENIER_SMTP_SECURITY may be none on localhost only"),
        ({"GRENIER_SMTP_SECURITY": "ssl"}, "GRENIER_SMTP_SECURITY is tls, starttls or none"),
        ({"GRENIER_SMTP_PORT": "many"}, "GRENIER_SMTP_PORT is not a number"),
        ({"GRENIER_SMTP_SENDER": ""}, "GRENIER_SMTP_SENDER is missing"),
    ],
)
def test_a_mail_server_that_cannot_be_is_refused(said: dict[str, str], words: str) -> None:
    assert words == refusal({**COMPLETE, **SMTP, **said})


def test_without_a_mail_server_there_is_none() -> None:
    assert Settings.from_environ(COMPLETE).smtp is None
