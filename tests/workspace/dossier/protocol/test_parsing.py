"""What is refused in a definition: everything at once, each with its place and what to do."""

from importlib.resources import files

import pytest

from workspace.dossier.protocol import definitions
from workspace.dossier.protocol.faults import DefinitionRefused, Fault
from workspace.dossier.protocol.model import USUAL_FORM
from workspace.dossier.protocol.parsing import parse_definition
from workspace.dossier.record.model import SIGHT_RULE

SOURCE = (files(definitions) / "pegase-1.toml").read_text(encoding="utf-8")

SMALL = """
code = "small"
version = 3
valid_from = 2026-01-01
[programme]
followup_end_age_months = 12
initial_due_days_after_admission = 15
[planning]
lead_days = 20
lead_days_under_6m = 5
gaps_allowed = true
[[bilan]]
code = "B00"
label = "First visit"
[[bilan]]
code = "V1"
label = "One month"
target_months = 1
accept_from = "0m20d"
accept_to = "1m14d"
[[bilan]]
code = "V6"
label = "Six months"
target_months = 6
accept_from = "5m0d"
accept_to = "6m30d"
scales = ["ASQ-3"]
"""


def faults(text: str) -> list[Fault]:
    with pytest.raises(DefinitionRefused) as refused:
        parse_definition(text)
    return list(refused.value.faults)


def said(text: str) -> list[tuple[str, str]]:
    return [(fault.place, fault.message % fault.params) for fault in faults(text)]


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) >= 1
    return SMALL.replace(old, new, 1)


def test_a_small_programme_is_read() -> None:
    found = parse_definition(SMALL)
    assert (found.programme, found.name, found.version, found.example) == (
        "small",
        "small",
        3,
        False,
    )
    steps = found.in_set("A").steps
    assert [step.lead_days for step in steps] == [0, 5, 20]
    assert steps[2].scales == ("ASQ-3",)
    assert found.in_set("A").sight == SIGHT_RULE
    assert found.in_set("Z") is found.in_set("A")


def test_a_step_opens_its_own_form_else_that_of_the_programme_else_the_usual_one() -> None:
    assert {step.form for step in parse_definition(SMALL).in_set("A").steps} == {USUAL_FORM}
    text = changed("[programme]", '[programme]\nform = "visite"').replace(
        'label = "Six months"', 'label = "Six months"\nform = "bilan"'
    )
    assert [step.form for step in parse_definition(text).in_set("A").steps] == [
        "visite",
        "visite",
        "bilan",
    ]


def test_the_shipped_definition_has_three_sets() -> None:
    found = parse_definition(SOURCE)
    assert sorted(found.sets) == ["A", "B", "C"]
    assert found.name == "PEGASE"


def test_what_is_not_toml_says_where() -> None:
    (fault,) = faults("code = \n")
    assert fault.place == "the file"
    assert fault.params["line"] == "1"
    (unclosed,) = faults('code = "x')
    assert unclosed.message == "It stops before its end."


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ('code = "small"\n', "", "the head of the file", "code is missing."),
        ('code = "small"', "code = 3", "the head of the file", "code is not a text"),
        ("version = 3", 'version = "3"', "the head of the file", "version is not a whole number"),
        ("version = 3", "version = true", "the head of the file", "version is not a whole number"),
        ("2026-01-01", '"2026-01-01"', "the head of the file", "valid_from is not a day."),
        (
            "2026-01-01",
            "2026-01-01T10:00:00",
            "the head of the file",
            "valid_from is not a day.",
        ),
        ("version", "verson", "the head of the file", "verson is not known here."),
        ("[planning]", "[plan]", "the head of the file", "planning is missing."),
        (
            "followup_end_age_months = 12\n",
            "",
            "[programme]",
            "followup_end_age_months is missing.",
        ),
        ("lead_days = 20", "lead_days = -1", "[planning]", "lead_days is not a whole number"),
        ('accept_from = "0m20d"\n', "", "[[bilan]] 2 (V1)", "accept_from is missing."),
        ('"1m14d"', '"1 mois"', "[[bilan]] 2 (V1)", "accept_to is not an age: 1 mois."),
        ('"V6"', '"V1"', "[[bilan]] 3 (V1)", "Another assessment has the code V1."),
        ('"B00"', '"X0"', "[[bilan]] 1 (X0)", "Only the initial assessment, B00, has no age."),
        (
            "target_months = 6",
            "target_months = 9",
            "[[bilan]] 3 (V6)",
            "The age aimed at is not within accept_from and accept_to.",
        ),
        (
            '"5m0d"',
            '"1m14d"',
            "[[bilan]] 3 (V6)",
            "Its window begins before the one of V1 ends.",
        ),
        (
            "gaps_allowed = true",
            "",
            "[[bilan]] 3 (V6)",
            "There are days between the window of V1 and this one.",
        ),
        ('["ASQ-3"]', '"ASQ-3"', "[[bilan]] 3 (V6)", "scales is not a list of codes."),
        (
            'label = "One month"',
            'label = "One month"\nform = 3',
            "[[bilan]] 2 (V1)",
            "form is not a text of 1 to 16 characters.",
        ),
        (
            "[programme]",
            '[programme]\nform = "seventeen-letters"',
            "[programme]",
            "form is not a text of 1 to 16 characters.",
        ),
        (
            "[programme]",
            '[programme]\nschedule_set = "B"\n',
            "[programme]",
            "No assessment belongs to the set B.",
        ),
        (
            "[programme]",
            "[programme]\nbilans_total = 4\n",
            "set A",
            "There are 3 assessments, bilans_total says 4.",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(old: str, new: str, place: str, message: str) -> None:
    text = changed(old, new)
    if 'schedule_set = "B"' in new:
        text = text.replace('label = "', 'sets = "A"\nlabel = "')
    assert any(at == place and words.startswith(message) for at, words in said(text)), said(text)


def test_a_file_without_an_assessment_is_refused() -> None:
    head = SMALL[: SMALL.index("[[bilan]]")]
    assert ("the head of the file", "There is no assessment.") in said(head)
    assert ("the head of the file", "There is no assessment.") in said("bilan = [3]\n" + head)


def test_everything_wrong_is_said_at_once_and_the_first_of_them_in_the_error() -> None:
    text = (
        changed("version = 3", "version = 0").replace('"1m14d"', '"1m14"').replace('"V6"', '"V1"')
    )
    assert len(faults(text)) >= 3
    with pytest.raises(DefinitionRefused, match="the head of the file: version"):
        parse_definition(text)


def test_a_set_may_close_a_window_earlier() -> None:
    text = changed('accept_to = "1m14d"', 'accept_to = "1m14d"\naccept_to_in_set = { A = "1m4d" }')
    closes = parse_definition(text).in_set("A").steps[1].closes
    assert closes is not None
    assert (closes.months, closes.days) == (1, 4)
