"""Which version a step comes from: the one in force when its window opened, and never another after."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from uuid import UUID

from workspace.dossier.protocol import examples
from workspace.dossier.protocol.definitions import protocol, shipped
from workspace.dossier.protocol.model import INITIAL, Protocol, StepCode
from workspace.dossier.protocol.parsing import parse_definition
from workspace.dossier.protocol.versions import Book, SetChoice, Version, followed, followed_by
from workspace.dossier.protocol.windows import windows
from workspace.dossier.record.model import Age, Inclusion
from workspace.ids import OrganizationId

HERE, THERE = OrganizationId(UUID(int=1)), OrganizationId(UUID(int=2))
CHANGE = date(2024, 1, 1)
SHIPPED = Version(definition=shipped()[0], valid_from=shipped()[0].valid_from)
AT = datetime(2023, 11, 1, tzinfo=UTC)
M18, M20, M24, M78, M84 = (StepCode(code) for code in ("M18", "M20", "M24", "M78", "M84"))


def choice(
    letter: str, day: date = CHANGE, where: OrganizationId | None = None, at: datetime = AT
) -> SetChoice:
    return SetChoice(
        programme="pegase", schedule_set=letter, valid_from=day, applied_at=at, organization=where
    )


def book(*choices: SetChoice) -> Book:
    return Book(versions=(SHIPPED,), choices=choices)


def inclusion(
    admitted: date = date(2022, 6, 1),
    where: OrganizationId = HERE,
    programme: str | None = "pegase",
) -> Inclusion:
    return Inclusion(admitted_on=admitted, organization=where, department="62", programme=programme)


def owed(
    known: Book, birth: date, kept: Collection[StepCode] = (), where: OrganizationId = HERE
) -> Protocol:
    found = known.protocol_of(inclusion(birth, where), birth=birth, kept=kept)
    assert found is not None
    return found


def codes(found: Protocol) -> set[str]:
    return {step.code for step in found.steps}


def test_one_version_holds_for_everybody_as_it_is() -> None:
    assert owed(book(), date(2022, 5, 10)) is protocol()


def test_a_programme_nobody_defined_owes_nothing() -> None:
    known = book(choice("B"))
    unknown = inclusion(programme="elsewhere")
    assert known.protocol_of(unknown, birth=date(2022, 5, 10)) is None
    assert known.timeline("elsewhere", HERE) == ()


def test_a_dossier_older_than_any_programme_follows_pegase() -> None:
    assert book().protocol_of(inclusion(programme=None), birth=date(2022, 5, 10)) is protocol()


def test_what_was_done_under_another_programme_stays_on_the_page() -> None:
    text = (files(examples) / "mille-jours.fr.toml").read_text(encoding="utf-8")
    sister = parse_definition(text)
    known = Book(versions=(SHIPPED, Version(definition=sister, valid_from=sister.valid_from)))
    birth = date(2022, 5, 10)
    alone = known.protocol_of(inclusion(programme=sister.programme), birth=birth)
    assert alone is not None
    assert M84 not in codes(alone)
    unknown = StepCode("X99")
    kept = known.protocol_of(
        inclusion(programme=sister.programme), birth=birth, kept={M84, unknown}
    )
    assert kept is not None
    assert codes(kept) == codes(alone) | {M84}
    assert [step.number for step in kept.steps] == list(range(1, len(kept.steps) + 1))
    assert known.name_of(sister.programme) == sister.name
    assert known.name_of("elsewhere") == "elsewhere"


def test_what_closed_under_another_programme_stays_owed_and_what_was_to_come_does_not() -> None:
    text = (files(examples) / "mille-jours.fr.toml").read_text(encoding="utf-8")
    sister = parse_definition(text)
    known = Book(versions=(SHIPPED, Version(definition=sister, valid_from=sister.valid_from)))
    birth, admitted = date(2022, 5, 10), date(2022, 9, 1)
    followed_first = inclusion(admitted)
    since = date(2024, 2, 10)  # at 21 months: M18 has closed, M24 is open
    after = followed_by(followed_first, sister.programme, since_on=since)
    found = known.protocol_of(after, birth=birth)
    assert found is not None
    pegase = {code for code in codes(found) if code.startswith("M")}
    assert pegase == {"M04", "M05", "M06", "M09", "M12", "M18"}
    assert found.step(M18) is not None
    again = followed_by(after, "pegase", since_on=date(2024, 8, 10))
    back = known.protocol_of(again, birth=birth)
    assert back is not None
    assert {"V24", "M18", "M30"} <= codes(back), (
        "what the sister programme owed meanwhile is kept too"
    )
    assert "V12" not in codes(back)


def test_the_day_of_a_change_of_programme_is_the_first_of_the_one_that_follows() -> None:
    text = (files(examples) / "mille-jours.fr.toml").read_text(encoding="utf-8")
    sister = parse_definition(text)
    known = Book(versions=(SHIPPED, Version(definition=sister, valid_from=sister.valid_from)))
    birth, day = date(2022, 5, 10), timedelta(days=1)
    closed = {
        step.code: span.closes_on
        for step, span in windows(protocol(), birth=birth, admitted=date(2022, 9, 1))
    }

    def stays(step: StepCode, admitted: date, since: date) -> bool:
        after = followed_by(inclusion(admitted), sister.programme, since_on=since)
        found = known.protocol_of(after, birth=birth)
        assert found is not None
        return step in codes(found)

    first = date(2022, 9, 1)
    assert stays(M18, first, closed[M18] + day)
    assert not stays(M18, first, closed[M18]), "on that day the other programme follows already"
    assert stays(M18, closed[M18], date(2024, 8, 10)), "taken in on the day it closed"
    assert not stays(M18, closed[M18] + day, date(2024, 8, 10))


def test_a_version_brings_what_opens_or_closes_on_its_first_day() -> None:
    birth, day = date(2022, 5, 10), timedelta(days=1)
    spans = dict(windows(shipped()[0].in_set("B"), birth=birth, admitted=birth))
    opens_on, closes_on = next(
        (span.opens_on, span.closes_on) for step, span in spans.items() if step.code == M20
    )
    assert M20 in codes(owed(book(choice("B", closes_on)), birth)), "open on its last day"
    assert M20 not in codes(owed(book(choice("B", closes_on + day)), birth))
    back = (choice("B", date(2021, 1, 1)), choice("A", opens_on))
    assert M20 not in codes(owed(book(*back), birth)), "gone on the day it would have opened"
    later = (choice("B", date(2021, 1, 1)), choice("A", opens_on + day))
    assert M20 in codes(owed(book(*later), birth))


def test_a_set_is_chosen_for_one_establishment_and_from_a_day() -> None:
    known = book(choice("B", where=HERE))
    assert [each.schedule_set for each in known.timeline("pegase", HERE)] == ["A", "B"]
    assert [each.valid_from for each in known.timeline("pegase", HERE)] == [
        SHIPPED.valid_from,
        CHANGE,
    ]
    assert [each.schedule_set for each in known.timeline("pegase", THERE)] == ["A"]


def test_the_choice_of_an_establishment_goes_before_the_one_for_all_and_the_last_word_holds() -> (
    None
):
    later = datetime(2023, 12, 1, tzinfo=UTC)
    known = book(choice("C", date(2025, 1, 1)), choice("B", where=HERE), choice("A", where=THERE))
    assert [each.schedule_set for each in known.timeline("pegase", HERE)] == ["A", "B"]
    assert [each.schedule_set for each in known.timeline("pegase", THERE)] == ["A"]
    taken_back = book(choice("B", where=HERE), choice("A", where=HERE, at=later))
    assert [each.schedule_set for each in taken_back.timeline("pegase", HERE)] == ["A"]


def test_a_choice_older_than_the_programme_waits_for_it() -> None:
    known = book(choice("B", date(2019, 1, 1)))
    assert [each.schedule_set for each in known.timeline("pegase", HERE)] == ["B"]
    assert known.timeline("pegase", HERE)[0].valid_from == SHIPPED.valid_from


def test_a_newer_definition_replaces_an_older_from_its_day_and_keeps_the_set_chosen() -> None:
    newer = replace(SHIPPED.definition, version=2)
    sets = {
        letter: replace(each, version=2, initial_due_days=10) for letter, each in newer.sets.items()
    }
    known = Book(
        versions=(
            SHIPPED,
            Version(definition=replace(newer, sets=sets), valid_from=CHANGE, applied_at=AT),
        ),
        choices=(choice("B", date(2023, 1, 1), HERE),),
    )
    assert [(each.version, each.schedule_set) for each in known.timeline("pegase", HERE)] == [
        (1, "A"),
        (1, "B"),
        (2, "B"),
    ]


def test_a_set_that_a_version_lacks_falls_back_on_its_default() -> None:
    only_a = replace(SHIPPED.definition, version=2, sets={"A": SHIPPED.definition.sets["A"]})
    known = Book(
        versions=(SHIPPED, Version(definition=only_a, valid_from=CHANGE, applied_at=AT)),
        choices=(choice("B", date(2023, 1, 1), HERE),),
    )
    assert [each.schedule_set for each in known.timeline("pegase", HERE)] == ["A", "B", "A"]


def test_steps_opened_before_the_change_stay_and_those_to_come_are_of_the_new_set() -> None:
    # 18 months and a half on the day of the change: M18 is open, M20 opens at 19 months.
    found = owed(book(choice("B")), date(2022, 6, 16))
    assert {M18, M20} <= codes(found)
    assert M78 not in codes(found)
    assert found.step(M18).closes == Age(months=20, days=30)  # as set A had it when it opened
    born_later = owed(book(choice("B")), date(2023, 6, 1))
    assert born_later.step(M18).closes == Age(months=18, days=30)


def test_a_new_step_whose_window_is_still_open_is_owed_and_one_already_closed_is_not() -> None:
    assert M20 in codes(owed(book(choice("B")), date(2022, 4, 10)))
    assert M20 not in codes(owed(book(choice("B")), date(2022, 3, 31)))
    assert "M01" in codes(owed(book(choice("C")), date(2022, 4, 10)))
    assert "M01" not in codes(owed(book(choice("C")), date(2024, 4, 10)))


def test_a_step_done_or_explained_stays_whatever_the_new_version_says() -> None:
    birth = date(2023, 12, 31)
    assert M78 not in codes(owed(book(choice("B")), birth))
    assert M78 in codes(owed(book(choice("B")), birth, kept={M78}))


def test_a_step_moved_earlier_than_the_change_is_not_lost() -> None:
    moved = replace(
        protocol(),
        valid_from=CHANGE,
        steps=tuple(
            replace(step, opens=Age(months=20)) if step.code == M24 else step
            for step in protocol().steps
        ),
    )
    birth = date(
        2022, 4, 15
    )  # the new window opened before the change, the old one would open after it
    found = followed((protocol(), moved), birth=birth, admitted=birth)
    assert found is not None
    assert found.step(M24).opens == Age(months=20)


def test_the_initial_assessment_keeps_the_days_it_was_given_at_admission() -> None:
    hurried = replace(protocol(), valid_from=CHANGE, initial_due_days=10)
    birth = date(2022, 6, 1)
    before, after = (
        followed((protocol(), hurried), birth=birth, admitted=admitted)
        for admitted in (date(2023, 6, 1), date(2024, 6, 1))
    )
    assert before is not None
    assert after is not None
    assert (before.initial_due_days, after.initial_due_days) == (30, 10)


def test_a_programme_without_an_initial_assessment_can_change_too() -> None:
    aged = replace(protocol(), steps=protocol().steps[1:])
    found = followed(
        (aged, replace(aged, valid_from=CHANGE)), birth=date(2022, 6, 1), admitted=date(2022, 7, 1)
    )
    assert found is not None
    assert INITIAL not in codes(found)


def test_steps_are_numbered_in_the_order_of_their_ages() -> None:
    found = owed(book(choice("C")), date(2022, 6, 16))
    assert [step.number for step in found.steps] == list(range(1, len(found.steps) + 1))
    targets = [step.target_months or 0 for step in found.steps]
    assert targets == sorted(targets)
    assert found.steps[0].code == INITIAL
    assert found.steps[-1].code == M84


def test_a_label_is_found_in_any_set() -> None:
    assert book().label_of(M84) == "7 years"
    assert book().label_of(StepCode("X99")) == "X99"
    assert book().programmes() == ("pegase",)
