"""What nobody answered in a part is named."""

import pytest

from tests.workspace.dossier.assessment.answering import ALL_CLOSED, UNKNOWN, answers
from workspace.dossier.assessment import rules
from workspace.dossier.assessment.blanks import unanswered
from workspace.dossier.assessment.definitions import form
from workspace.dossier.assessment.model import Answer, Answers, Part

MEASURES = form().part("measures")
SKIN = form().part("skin")


@pytest.mark.parametrize(
    ("part", "given", "months", "left"),
    [
        (SKIN, answers(skin="normal", injuries="no"), 42, set()),
        (SKIN, answers(skin="normal", injuries="yes"), 42, {"injuries_where"}),
        (SKIN, answers(skin=UNKNOWN), 42, {"injuries", "injuries_where"}),
        (SKIN, answers(skin=Answer(note="red")), 42, {"skin", "injuries", "injuries_where"}),
        (MEASURES, ALL_CLOSED["measures"], 30, {"head_cm", "temperature", "heart_rate"}),
        (
            MEASURES,
            ALL_CLOSED["measures"],
            72,
            {"temperature", "heart_rate", "systolic", "diastolic"},
        ),
    ],
)
def test_what_nobody_answered_is_named_a_remark_or_what_follows_a_no_is_not(
    part: Part, given: Answers, months: int, left: set[str]
) -> None:
    assert {field.code for field in unanswered(part, given, months=months)} == left


def test_what_is_veiled_is_not_said_to_be_left_blank() -> None:
    pregnancy = rules.veiled(form()).part("pregnancy")
    left = {field.code for field in unanswered(pregnancy, {}, months=1)}
    assert "other_illness" not in left
    assert "gravidity" in left
