"""What stands beside the lines of development: places, measures, short stays, exits and returns."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

from tests.people import LOU, account_of
from tests.workspace.home.cases import ADMITTED, BORN, child
from workspace.dossier.record.course.model import (
    Course,
    ShortStay,
    ShortStayId,
    ShortStayKind,
)
from workspace.dossier.record.events import EventKind, InclusionEvent
from workspace.dossier.record.model import (
    MeasureId,
    MeasureKind,
    Placement,
    PlacementId,
    PlacementKind,
    ProtectionMeasure,
)
from workspace.dossier.record.statements import Written
from workspace.dossier.record.turns import Away
from workspace.home import lived
from workspace.i18n import use_language

LEFT, BACK = date(2023, 1, 10), date(2024, 9, 10)
AT = datetime(2024, 9, 10, tzinfo=UTC)
HERE = child().inclusion

TODAY = date(2025, 3, 4)


def event(kind: EventKind, on: date) -> InclusionEvent:
    return InclusionEvent(
        id=uuid4(),
        dossier=LOU,
        kind=kind,
        code="",
        happened_on=on,
        words="secret words",
        written_by=account_of("nour"),
        written_at=AT,
    )


def course() -> Course:
    secret = Placement(
        id=PlacementId(uuid4()),
        kind=PlacementKind.FOSTER_FAMILY,
        place="12 hidden road",
        begins_on=ADMITTED,
        restricted=True,
    )
    away = ShortStay(
        id=ShortStayId(uuid4()),
        kind=ShortStayKind.HOSPITAL,
        place="CHU",
        begins_on=date(2022, 2, 1),
        ends_on=date(2022, 2, 9),
    )
    measure = ProtectionMeasure(
        id=MeasureId(uuid4()), kind=MeasureKind.OPP, begins_on=ADMITTED, words="TJ Arras"
    )
    return Course(
        born=BORN,
        inclusion=HERE,
        events=(event(EventKind.EXIT, LEFT), event(EventKind.RETURN, BACK)),
        placements=(Written(what=secret),),
        short_stays=(Written(what=away),),
        measures=(Written(what=measure),),
    )


def test_every_sort_of_event_stands_beside_the_lines_and_no_secret_address() -> None:
    with use_language("en"):
        found = sorted((each.on, each.words) for each in lived.of_course(course(), today=TODAY))
    words = dict(found)
    assert words[LEFT] == "End of follow-up"
    assert words[BACK] == "Return to the programme"
    assert words[date(2022, 2, 1)] == "Hospital, until 9 February 2022"
    admitted = {said for day, said in found if day == ADMITTED}
    assert "Foster family" in admitted
    assert len(admitted) == 2
    assert not {"12 hidden road", "secret words", "TJ Arras", "CHU"} & {said for _, said in found}


def test_days_away_that_are_planned_are_not_lived_yet() -> None:
    with use_language("en"):
        found = lived.of_course(course(), today=date(2022, 1, 31))
        assert "Hospital, until 9 February 2022" not in {each.words for each in found}
        found = lived.of_course(course(), today=date(2022, 2, 1))
        assert "Hospital, until 9 February 2022" in {each.words for each in found}


def test_everybody_around_sees_when_follow_up_ended_and_began_again() -> None:
    inclusion = replace(HERE, ended_on=date(2025, 1, 1), away=(Away(LEFT, BACK),))
    assert [each.on for each in lived.of_inclusion(inclusion)] == [LEFT, date(2025, 1, 1), BACK]
