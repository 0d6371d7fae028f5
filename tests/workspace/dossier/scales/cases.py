"""A filled questionnaire, to vary."""

from datetime import date
from decimal import Decimal

from workspace.dossier.scales.entries import AnsweredAt, Informant, NewEntry, Respondent
from workspace.dossier.scales.model import Domain

# Lou was born on 10 May 2021, eight weeks before term: 15 months 10 days as lived, 13 months 15 days corrected.
ON = date(2022, 8, 20)
CARER = Informant(
    respondent=Respondent.FOSTER_CARER,
    place=AnsweredAt.LIVING_PLACE,
    language="fran\u00e7ais",
    knows_since=date(2021, 9, 1),
)
SKILLS = NewEntry(
    tool="ASQ-3",
    months=14,
    answered_on=ON,
    informant=CARER,
    answers={
        "communication": (10, 5, 0, 0, 0, 0),
        "gross_motor": (10, 10, 10, 5, 0, None),
        "fine_motor": (10, 10, 10, None, None, None),
        "problem_solving": (10,) * 6,
        "personal_social": (5,) * 6,
    },
    points={},
)
TOTAL = NewEntry(
    tool="ASQ-SE-2",
    months=12,
    answered_on=ON,
    informant=CARER,
    points={Domain.TOTAL: Decimal(50)},
)
