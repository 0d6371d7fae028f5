"""What else lies in the dossier of an invented child: appointments, files, vaccines, needs, messages."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from storage import fields
from storage.keyring import ScopeKey
from workspace.actor import Role
from workspace.dossier.agenda.model import EncounterKind, EncounterState, PlaceKind, Zone
from workspace.dossier.agenda.queries import PRACTICAL
from workspace.dossier.care.plan.model import Discipline, FoundIn, Move
from workspace.dossier.documents.model import DocumentKind
from workspace.dossier.health.coding import written
from workspace.dossier.health.model import Allergy, Fact, StatementKind, Vaccination
from workspace.dossier.record.ages import add_months
from workspace.messaging.queries import BODY, SUBJECT
from workspace.network.model import Contact, NewPractitioner
from workspace.network.queries import CONTACT

Rows = dict[str, list[tuple[Any, ...]]]
New = Callable[[], UUID]

COLUMNS = {
    "practitioner": "id organization role specialty internal agreement_signed_on trained_on encrypted_contact account",
    "encounter": "id encounter sequence dossier kind state day starts_at zone minutes place_kind encrypted_practical"
    " author recorded_at",
    "document": "id dossier kind data_class encrypted_title content_type content edition version created_by created_at",
    "health_statement": "id dossier kind recorded_by recorded_at encrypted_fact",
    "care_need": "id dossier discipline found_in stated_on author recorded_at",
    "care_step": "id dossier need move happened_on author recorded_at",
    "conversation": "id dossier encrypted_subject opened_by opened_at last_seq last_at",
    "conversation_member": "id conversation dossier account joined_at read_seq",
    "message": "id conversation dossier seq author sent_at encrypted_body body_index",
}
DOSES = (("DTCaP-Hib-HepB", 2), ("DTCaP-Hib-HepB", 4), ("PNC", 2), ("PNC", 4))
"""Given to every child, at so many months: what comes later is late, as in life."""
OWN_ACCOUNT = 4
"""Free-lance practitioners near each establishment."""
MESSAGES = 3


def directory(
    rows: Rows, establishment: UUID, team: dict[Role, UUID], key: ScopeKey, *, new: New
) -> None:
    """Enter the team into the directory, and some who work on their own account nearby."""
    people: list[tuple[Role, UUID | None]] = list(team.items())
    people += [(Role.PSYCHOMOTRICIAN, None)] * OWN_ACCOUNT
    for place, (role, account) in enumerate(people):
        id_ = new()
        who = NewPractitioner(
            contact=Contact(
                family_name=f"Nom-{establishment.hex[:6]}-{place}",
                given_name="Claude",
                phone="0300000000",
            ),
            role=role,
        )
        said = {
            "family_name": who.contact.family_name,
            "given_name": who.contact.given_name,
            "email": "",
            "phone": who.contact.phone,
        }
        sealed = fields.encrypt(key, CONTACT.format(id_), json.dumps(said))
        rows["practitioner"].append(
            (id_, establishment, role.value, "", None, None, None, sealed, account)
        )


class Around:
    """Adds to the rows of one child what those around them wrote."""

    def __init__(self, rows: Rows, dossier: UUID, key: ScopeKey, new: New, now: datetime) -> None:
        self._rows, self._dossier, self._key, self._new, self._now = rows, dossier, key, new, now

    def write(self, team: dict[Role, UUID], *, born: date, today: date, number: int) -> None:
        coordinator, physician = team[Role.COORDINATOR], team[Role.PHYSICIAN]
        self._appointment(
            today - timedelta(days=20 + number % 40), EncounterState.KEPT, coordinator
        )
        self._appointment(today + timedelta(days=number % 30), EncounterState.PLANNED, coordinator)
        for kind in (DocumentKind.PPE, DocumentKind.REPORT):
            self._document(kind, coordinator)
        self._health(born, today, physician, number)
        if number % 3 == 0:
            self._need(today - timedelta(days=number % 60), physician)
        self._talk([coordinator, physician, team[Role.PSYCHOMOTRICIAN]])

    def _add(self, table: str, *values: object) -> None:
        self._rows[table].append(values)

    def _seal(self, purpose: str, text: str) -> bytes:
        return fields.encrypt(self._key, purpose, text)

    def _appointment(self, day: date, state: EncounterState, author: UUID) -> None:
        id_ = self._new()
        practical = {"title": "", "place": "12 rue des Lilas", "with_whom": "", "bring": ""}
        self._add(
            "encounter",
            id_,
            id_,
            1,
            self._dossier,
            EncounterKind.CONSULTATION.value,
            state.value,
            day,
            datetime.combine(day, time(9), UTC),
            Zone.PARIS.value,
            30,
            PlaceKind.PRACTICE.value,
            self._seal(PRACTICAL.format(id_), json.dumps(practical)),
            author,
            self._now,
        )

    def _document(self, kind: DocumentKind, author: UUID) -> None:
        id_ = self._new()
        title = {"title": "Rapport de bilan", "file_name": "rapport.pdf", "length": 40_000}
        self._add(
            "document",
            id_,
            self._dossier,
            kind.value,
            "C3",
            self._seal(f"document:encrypted_title:{id_}", json.dumps(title)),
            "application/pdf",
            self._new(),
            self._new(),
            1,
            author,
            self._now - timedelta(days=200),
        )

    def _health(self, born: date, today: date, author: UUID, number: int) -> None:
        said: list[tuple[StatementKind, Fact]] = [
            (
                StatementKind.VACCINATION,
                Vaccination(vaccine=vaccine, done_on=add_months(born, months)),
            )
            for vaccine, months in DOSES
            if add_months(born, months) <= today
        ]
        allergy = Allergy(
            is_none=bool(number % 10), substance="" if number % 10 else "arachide", done_on=today
        )
        for kind, fact in [*said, (StatementKind.ALLERGY, allergy)]:
            id_ = self._new()
            sealed = self._seal(f"health_statement:encrypted_fact:{id_}", written(fact))
            self._add("health_statement", id_, self._dossier, kind.value, author, self._now, sealed)

    def _need(self, day: date, author: UUID) -> None:
        need = self._new()
        self._add(
            "care_need",
            need,
            self._dossier,
            Discipline.SPEECH.value,
            FoundIn.OBSERVATION.value,
            day,
            author,
            self._now,
        )
        self._add(
            "care_step", self._new(), self._dossier, need, Move.STATED.value, day, author, self._now
        )

    def _talk(self, members: list[UUID]) -> None:
        talk = self._new()
        self._add(
            "conversation",
            talk,
            self._dossier,
            self._seal(SUBJECT.format(talk), "Rendez-vous"),
            members[0],
            self._now,
            MESSAGES,
            self._now,
        )
        for member in members:
            self._add("conversation_member", self._new(), talk, self._dossier, member, self._now, 2)
        for seq in range(1, MESSAGES + 1):
            id_ = self._new()
            self._add(
                "message",
                id_,
                talk,
                self._dossier,
                seq,
                members[seq % 2],
                self._now,
                self._seal(BODY.format(id_), "Le rendez-vous de mardi tient toujours."),
                id_.bytes,
            )
