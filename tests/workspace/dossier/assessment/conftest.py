"""Somebody at the form of one assessment of Lou, at three years six months."""

from dataclasses import dataclass

import pytest

from storage.vault import Vault
from tests.people import People, Person
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.clock import FixedClock
from workspace.dossier.assessment import service
from workspace.dossier.assessment.model import (
    Addendum,
    Answers,
    Doubt,
    FieldCode,
    NewVersion,
    PartCode,
    Signature,
    VersionId,
)
from workspace.dossier.assessment.view import AssessmentView, OpenPart, Saved
from workspace.dossier.protocol.model import StepCode
from workspace.ids import DossierId

STEP = StepCode("M42")
PERMISSIONS = (
    Permission.CHILD_READ,
    Permission.ASSESSMENT_FORM_READ,
    Permission.ASSESSMENT_FILL,
    Permission.ASSESSMENT_RECORD,
    Permission.ASSESSMENT_SIGN,
    Permission.GROWTH_WRITE,
)


@dataclass(frozen=True)
class Desk:
    """The forms, in the hands of whoever is named."""

    people: People
    clock: FixedClock
    vault: Vault
    step: StepCode = STEP

    def clearance(self, person: Person) -> Clearance:
        return person.clearance(*PERMISSIONS)

    async def opened(self, person: Person) -> AssessmentView:
        with person.here():
            return await service.open_assessment(
                self.clearance(person), self.step, clock=self.clock, vault=self.vault
            )

    async def part(self, person: Person, part: str) -> OpenPart:
        with person.here():
            return await service.open_part(
                self.clearance(person),
                self.step,
                PartCode(part),
                clock=self.clock,
                vault=self.vault,
            )

    def typed(self, part: str, answers: Answers, base: str = "") -> NewVersion:
        return NewVersion(step=self.step, part=PartCode(part), answers=answers, base=base)

    async def save(self, person: Person, part: str, answers: Answers, base: str = "") -> Saved:
        with person.here():
            return await service.save_part(
                self.clearance(person),
                self.typed(part, answers, base),
                clock=self.clock,
                vault=self.vault,
            )

    async def close(
        self, person: Person, part: str, answers: Answers, base: str = ""
    ) -> tuple[Saved, dict[FieldCode, Doubt]]:
        with person.here():
            return await service.close_part(
                self.clearance(person),
                self.typed(part, answers, base),
                clock=self.clock,
                vault=self.vault,
            )

    async def reopen(self, person: Person, part: str) -> None:
        with person.here():
            await service.reopen_part(
                self.clearance(person),
                self.step,
                PartCode(part),
                clock=self.clock,
                vault=self.vault,
            )

    async def settle(
        self, person: Person, part: str, beside: VersionId, picks: dict[str, str], base: str
    ) -> None:
        with person.here():
            await service.settle(
                self.clearance(person),
                self.step,
                PartCode(part),
                beside,
                picks,
                base=base,
                clock=self.clock,
                vault=self.vault,
            )

    async def sign(self, person: Person) -> Signature:
        with person.here():
            return await service.sign(
                self.clearance(person), self.step, clock=self.clock, vault=self.vault
            )

    async def add(self, person: Person, part: str, text: str) -> Addendum:
        with person.here():
            return await service.add_to(
                self.clearance(person),
                self.step,
                PartCode(part),
                text,
                clock=self.clock,
                vault=self.vault,
            )

    async def close_all(self, person: Person, parts: dict[str, Answers]) -> None:
        for code, answers in parts.items():
            _, doubts = await self.close(person, code, answers)
            assert doubts == {}, code


@pytest.fixture
def desk(people: People, followed: DossierId, clock: FixedClock, vault: Vault) -> Desk:
    assert followed
    return Desk(people=people, clock=clock, vault=vault)
