"""A country of invented children, written straight into the tables: what pages are measured on.

Each establishment has 80 children and a team of eight, a hundred departments share them; every child has had twenty assessments, but those of the first
establishment, whom the measured coordinator follows: they are of every age, some late, some lost from sight. Another
coordinator follows a thousand children, here and there: more than anybody should.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from storage import fields
from storage.keyring import Keyring, ScopeKey
from storage.root_file import open_root_file
from storage.vault import Vault
from tests.bench import around
from tests.bench.around import Around
from workspace.access.rules import rights_of
from workspace.accounts import queries as accounts
from workspace.accounts.model import DIRECTORY
from workspace.accounts.passwords import Passwords
from workspace.accounts.service import login_index, peppered
from workspace.actor import Role
from workspace.app import open_vault
from workspace.dossier.protocol.definitions import protocol
from workspace.dossier.record import sealing
from workspace.dossier.record.ages import add_months
from workspace.dossier.record.model import Birth, Identity, Sex
from workspace.settings import Settings

TODAY = date(2025, 9, 1)
PER_ESTABLISHMENT = 80
DEPARTMENTS = [f"{number:02}" for number in range(1, 101)]
LOGIN, WIDE_LOGIN, PASSWORD = "coordinator", "wide", "mesange-tambour-violette-1203"
WIDE = 1_000
"""Around how many children the second coordinator is."""
TEAM = (
    Role.COORDINATOR,
    Role.PHYSICIAN,
    Role.NURSE,
    Role.PSYCHOLOGIST,
    Role.PSYCHOMOTRICIAN,
    Role.CARER,
    Role.KEY_WORKER,
    Role.DIRECTOR,
)
GIVEN = (
    "Lou",
    "Zo\u00e9",
    "Noa",
    "Ad\u00e8le",
    "Elio",
    "Ma\u00ebl",
    "In\u00e8s",
    "Sacha",
    "Jade",
    "No\u00e9",
)
FAMILY = (
    "Delattre",
    "Sa\u00efdi",
    "Cazier",
    "Lemoine",
    "Vasseur",
    "Fournez",
    "Hermant",
    "Bailleul",
)
SESSIONS, SCALES, MEASURES = 6, 3, 4
BATCH = 4_000

Rows = dict[str, list[tuple[Any, ...]]]

COLUMNS = {
    "data_key": "id scope version kid wrap created_at",
    "dossier": "id organization opened_at",
    "child": "dossier encrypted_identity twin_index",
    "birth": "dossier encrypted_birth",
    "inclusion": "dossier department programme admitted_on",
    "placement": "id dossier kind begins_on ends_on encrypted_place",
    "access_grant": "id dossier account role reads writes purpose since_on begins_at ends_at granted_by granted_at",
    "assessment": "id dossier step_code done_on recorded_at",
    "planned_assessment": "id dossier step_code planned_on planned_time planned_by planned_at",
    "care_session": "id dossier kind done_on author payer minutes presence recorded_at",
    "scale_response": "id dossier tool interval_months answered_on encrypted_scores",
    "growth_measurement": "id dossier measured_on encrypted_values",
    **around.COLUMNS,
}
"""What is written of each table; the rest has defaults."""


def uuids(draw: random.Random) -> Iterator[UUID]:
    while True:
        yield UUID(int=draw.getrandbits(128), version=4)


@dataclass(kw_only=True)
class Writer:
    """Makes the rows of one child after another."""

    vault: Vault
    keyring: Keyring
    draw: random.Random
    now: datetime

    def __post_init__(self) -> None:
        self._ids = uuids(self.draw)
        self._steps = [step for step in protocol().steps if step.target_months is not None]

    def new(self) -> UUID:
        return next(self._ids)

    def key(self, scope: UUID, rows: Rows) -> ScopeKey:
        wrap = self.keyring.new_scope_key(scope, 1)
        rows["data_key"].append((self.new(), scope, 1, self.keyring.kid, wrap, self.now))
        return self.keyring.open_scope_key(wrap, scope, 1)

    def child(self, rows: Rows, establishment: UUID, team: dict[Role, UUID], born: date) -> None:
        """Add the rows of one child born on `born`, admitted at about six weeks."""
        dossier, admitted = self.new(), min(born + timedelta(days=45), TODAY)
        key = self.key(dossier, rows)
        identity = Identity(
            given_name=self.draw.choice(GIVEN),
            family_name=f"{self.draw.choice(FAMILY)}-{self.draw.choice(FAMILY)}",
            birth_date=born,
            sex=self.draw.choice((Sex.FEMALE, Sex.MALE)),
        )

        def seal(purpose: str, text: str) -> bytes:
            return fields.encrypt(key, purpose, text)

        words = [
            int.from_bytes(self.vault.blind_index(sealing.TWIN, word, bits=32), "big", signed=True)
            for word in sealing.twin_words(identity)
        ]
        rows["dossier"].append((dossier, establishment, self.now))
        rows["child"].append(
            (
                dossier,
                seal(sealing.IDENTITY.format(dossier), sealing.identity_text(identity)),
                words,
            )
        )
        rows["birth"].append(
            (dossier, seal(sealing.BIRTH.format(dossier), sealing.birth_text(Birth(term_weeks=40))))
        )
        rows["inclusion"].append((dossier, "01", "pegase", admitted))
        self._places(rows, dossier, admitted, seal)
        self._circle(rows, dossier, team, admitted)
        self._assessments(rows, dossier, born, admitted, team)
        self._care(rows, dossier, admitted, team)
        self._measures(rows, dossier, born, seal)
        number = len(rows["dossier"])
        Around(rows, dossier, key, self.new, self.now).write(
            team, born=born, today=TODAY, number=number
        )

    def _places(self, rows: Rows, dossier: UUID, admitted: date, seal: Any) -> None:
        moved = min(admitted + timedelta(days=200), TODAY)
        for kind, begins, ends in (
            ("nursery", admitted, moved),
            ("foster_family", moved, None),
        ):
            id_ = self.new()
            place = seal(sealing.PLACE.format(id_), "Famille Voliguet")
            rows["placement"].append((id_, dossier, kind, begins, ends, place))

    def _circle(self, rows: Rows, dossier: UUID, team: dict[Role, UUID], admitted: date) -> None:
        for role, account in team.items():
            rights = rights_of(role)
            rows["access_grant"].append(
                (
                    self.new(),
                    dossier,
                    account,
                    role.value,
                    sorted(rights.reads),
                    sorted(rights.writes),
                    "follow-up",
                    admitted,
                    self.now - timedelta(days=30),
                    self.now + timedelta(days=300),
                    team[Role.COORDINATOR],
                    self.now,
                )
            )

    def _assessments(
        self, rows: Rows, dossier: UUID, born: date, admitted: date, team: dict[Role, UUID]
    ) -> None:
        rows["assessment"].append(
            (self.new(), dossier, "B00", min(admitted + timedelta(days=12), TODAY), self.now)
        )
        seen_until = self.draw.choice((0, 0, 0, 0, 60, 500))
        for step in self._steps:
            assert step.target_months is not None
            on = add_months(born, step.target_months)
            if admitted < on <= TODAY - timedelta(days=seen_until):
                rows["assessment"].append((self.new(), dossier, step.code, on, self.now))
            elif TODAY < on < TODAY + timedelta(days=60):
                rows["planned_assessment"].append(
                    (self.new(), dossier, step.code, on, time(10), team[Role.COORDINATOR], self.now)
                )

    def _care(self, rows: Rows, dossier: UUID, admitted: date, team: dict[Role, UUID]) -> None:
        for number in range(SESSIONS):
            on = min(admitted + timedelta(days=30 + 20 * number), TODAY)
            rows["care_session"].append(
                (
                    self.new(),
                    dossier,
                    "psychomotor",
                    on,
                    team[Role.PSYCHOMOTRICIAN],
                    "pegase",
                    45,
                    "present",
                    self.now,
                )
            )

    def _measures(self, rows: Rows, dossier: UUID, born: date, seal: Any) -> None:
        for months in (2, 4, 6, 12)[:MEASURES]:
            id_, on = self.new(), add_months(born, months)
            if on > TODAY:
                continue
            values = json.dumps(
                {"weight_kg": str(4 + months / 2), "length_cm": str(52 + months * 2)}
            )
            rows["growth_measurement"].append(
                (id_, dossier, on, seal(f"growth_measurement:encrypted_values:{id_}", values))
            )
        for months in (6, 12, 24)[:SCALES]:
            id_, on = self.new(), add_months(born, months)
            if on > TODAY:
                continue
            scores = json.dumps(
                {
                    "results": {"total": {"points": "40", "zone": "watch"}},
                    "thresholds": "scales-1",
                }
            )
            rows["scale_response"].append(
                (
                    id_,
                    dossier,
                    "ASQ-SE-2",
                    months,
                    on,
                    seal(f"scale_response:encrypted_scores:{id_}", scores),
                )
            )


async def found(settings: Settings, children: int) -> None:
    """Write `children` children and those around them into an empty migrated database."""
    superuser = await asyncpg.connect(
        settings.owner_database_url.replace("grenier_owner@", "postgres@")
    )
    try:
        # Triggers ask for the session of a person; nobody is here yet.
        await superuser.execute("set session_replication_role = replica")
        writer = Writer(
            vault=open_vault(settings),
            keyring=open_root_file(settings.root_key_file, settings.passphrase_file),
            draw=random.Random(20250901),  # noqa: S311 - the same country every time
            now=datetime.now(UTC),
        )
        directory = await _directory(superuser, writer)
        rows: Rows = {table: [] for table in COLUMNS}
        for number in range(-(-children // PER_ESTABLISHMENT)):
            place, team = await _establishment(superuser, writer, directory, number)
            around.directory(rows, place, team, directory, new=writer.new)
            for each in range(min(PER_ESTABLISHMENT, children - number * PER_ESTABLISHMENT)):
                writer.child(rows, place, team, _born(number, each))
            if len(rows["dossier"]) >= BATCH:
                await _copy(superuser, rows)
        await _copy(superuser, rows)
        first = await superuser.fetchval(
            "select a.id from account a join organization o on o.id = a.organization"
            " where a.role = $1 and o.name = 'Establishment 0'",
            Role.COORDINATOR.value,
        )
        await _credential(superuser, writer, first, LOGIN)
        await _credential(superuser, writer, await _wide(superuser, writer, directory), WIDE_LOGIN)
        await superuser.execute("set session_replication_role = origin")
        await superuser.execute("vacuum analyze")
    finally:
        await superuser.close()


def _born(establishment: int, number: int) -> date:
    """Return a birthday: of every age in the first establishment, past the last assessment elsewhere."""
    if establishment == 0:
        return TODAY - timedelta(days=60 + number * 30)
    return TODAY - timedelta(days=2_600 + (establishment * 7 + number * 11) % 900)


async def _directory(superuser: asyncpg.Connection, writer: Writer) -> ScopeKey:
    rows: Rows = {"data_key": []}
    key = writer.key(DIRECTORY, rows)
    await superuser.copy_records_to_table(
        "data_key", records=rows["data_key"], columns=COLUMNS["data_key"].split()
    )
    return key


async def _establishment(
    superuser: asyncpg.Connection, writer: Writer, directory: ScopeKey, number: int
) -> tuple[UUID, dict[Role, UUID]]:
    place, team = writer.new(), {role: writer.new() for role in TEAM}
    await superuser.execute(
        "insert into organization (id, code_index, kind, department, name) values ($1, $2, 'nursery', $3, $4)",
        place,
        place.bytes,
        DEPARTMENTS[number % len(DEPARTMENTS)],
        f"Establishment {number}",
    )
    await superuser.executemany(
        "insert into account (id, role, organization, encrypted_name, opened_at) values ($1, $2, $3, $4, $5)",
        [
            (
                account,
                role.value,
                place,
                fields.encrypt(directory, accounts.NAME.format(account), role.value),
                writer.now,
            )
            for role, account in team.items()
        ],
    )
    return place, team


async def _copy(superuser: asyncpg.Connection, rows: Rows) -> None:
    for table, columns in COLUMNS.items():
        await superuser.copy_records_to_table(table, records=rows[table], columns=columns.split())
        rows[table].clear()


async def _wide(superuser: asyncpg.Connection, writer: Writer, directory: ScopeKey) -> UUID:
    """Place one more coordinator around many children of the country, as others are, and return the account."""
    account = writer.new()
    await superuser.execute(
        "insert into account (id, role, organization, encrypted_name, opened_at)"
        " select $1, $2, id, $3, $4 from organization where name = 'Establishment 0'",
        account,
        Role.COORDINATOR.value,
        fields.encrypt(directory, accounts.NAME.format(account), "Wide"),
        writer.now,
    )
    same = COLUMNS["access_grant"].split()[3:]
    await superuser.execute(
        f"insert into access_grant (id, dossier, account, {', '.join(same)})"  # noqa: S608 - names of columns
        f" select gen_random_uuid(), dossier, $1, {', '.join(same)} from access_grant"
        " where role = $2 order by dossier limit $3",
        account,
        Role.COORDINATOR.value,
        WIDE,
    )
    return account


async def _credential(
    superuser: asyncpg.Connection, writer: Writer, account: UUID, login: str
) -> None:
    await superuser.execute(
        "insert into credential (account, login_index, password_hash, failures) values ($1, $2, $3, 0)",
        account,
        login_index(writer.vault, login),
        await Passwords().hashed(peppered(writer.vault, PASSWORD)),
    )
