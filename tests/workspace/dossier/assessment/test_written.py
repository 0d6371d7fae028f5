"""Answers as they are written, read back, and what a signature covers."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tests.people import LOU
from tests.workspace.dossier.assessment.answering import MEASURED, UNKNOWN, answers
from workspace.dossier.assessment import written
from workspace.dossier.assessment.definitions import form
from workspace.dossier.assessment.model import (
    Answer,
    Found,
    Origin,
    PartCode,
    Source,
    State,
    Version,
    VersionId,
)
from workspace.dossier.protocol.model import StepCode
from workspace.ids import AccountId, DossierId

MEASURES, PREGNANCY = form().part("measures"), form().part("pregnancy")
STEP = StepCode("M24")
GIVEN = answers(
    gravidity=Answer(value="2", source=Source.MOTHER, is_sure=True),
    parity=replace(UNKNOWN, source=Source.PMI),
    declared=Answer(value="first", found=Found(origin=Origin.BIRTH)),
    other_illness=Answer(
        value="asthma", note="mild", found=Found(origin=Origin.PREVIOUS, on=date(2024, 1, 2))
    ),
    several=("one", "two"),
)


def test_answers_are_read_back_as_they_were_written() -> None:
    assert written.from_text(written.as_text(PREGNANCY, GIVEN)) == GIVEN


def test_a_statement_about_the_mother_says_so_where_it_is_written() -> None:
    record = json.loads(written.as_text(PREGNANCY, GIVEN))
    assert record["gravidity"]["about"] == "mother"
    assert "about" not in json.loads(written.as_text(MEASURES, MEASURED))["weight_kg"]


def test_a_record_that_misses_keys_of_today_is_read() -> None:
    assert written.from_text('{"weight_kg": {"value": "12.5"}, "x": {}}') == answers(
        weight_kg="12.5", x=""
    )


ONE = Version(
    id=VersionId(UUID(int=1)),
    step=STEP,
    part=PartCode("measures"),
    form="bilan-1",
    number=1,
    revision=3,
    state=State.CLOSED,
    author=AccountId(UUID(int=7)),
    recorded_at=datetime(2025, 3, 4, 9, tzinfo=UTC),
    seen_on=date(2025, 3, 4),
    answers=MEASURED,
)
OTHER = replace(ONE, id=VersionId(UUID(int=2)), part=PartCode("pregnancy"), answers=GIVEN)


def digest(*versions: Version, dossier: DossierId = LOU, step: StepCode = STEP) -> str:
    signed = [written.ToSign(part=form().part(each.part), version=each) for each in versions]
    return written.digest(dossier, step, signed)


def test_the_digest_does_not_depend_on_the_order_in_which_parts_are_read() -> None:
    assert digest(ONE, OTHER) == digest(OTHER, ONE)
    assert len(digest(ONE)) == 64


@pytest.mark.parametrize(
    "changed",
    [
        {"answers": answers(weight_kg="12.6", length_cm="86")},
        {"author": AccountId(UUID(int=8))},
        {"seen_on": date(2025, 3, 5)},
        {"recorded_at": datetime(2025, 3, 4, 10, tzinfo=UTC)},
        {"number": 2},
        {"form": "bilan-2"},
        {"id": VersionId(UUID(int=3))},
    ],
)
def test_any_change_of_what_was_signed_changes_the_digest(changed: dict[str, object]) -> None:
    assert digest(replace(ONE, **changed)) != digest(ONE)  # type: ignore[arg-type]


def test_the_digest_is_of_one_child_and_one_step() -> None:
    assert digest(ONE) != digest(ONE, dossier=DossierId(UUID(int=9)))
    assert digest(ONE) != digest(ONE, step=StepCode("M30"))
