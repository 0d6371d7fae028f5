"""Answers as people give them, in a line."""

from workspace.dossier.assessment.model import Answer, Answers, FieldCode

UNKNOWN = Answer(is_unknown=True)


def answers(**given: str | tuple[str, ...] | Answer) -> Answers:
    return {
        FieldCode(code): value if isinstance(value, Answer) else Answer(value=value)
        for code, value in given.items()
    }


MEASURED = answers(weight_kg="14.8", length_cm="98")
EXAMINED = answers(
    heart="normal", lungs="normal", vision="normal", hearing=UNKNOWN, neurodevelopment="none"
)
SKIN = answers(skin="normal", injuries="no")
DAILY = answers(sleep="good", meals="good")
BEHAVIOUR = answers(presence=("at_ease",), carer="comfort")
SCALES = answers(asq3=UNKNOWN, asqse="reassuring")
PREVENTION = answers(topics=("sleep", "screens"))
CONCLUSION = answers(problems="Sleeps badly", orientations=("none",), informed=("carer",))
ALL_CLOSED = {
    "measures": MEASURED,
    "examination": EXAMINED,
    "skin": SKIN,
    "daily": DAILY,
    "behaviour": BEHAVIOUR,
    "scales": SCALES,
    "prevention": PREVENTION,
    "conclusion": CONCLUSION,
}
"""What closes every mandatory part of an assessment that is not the initial one."""
