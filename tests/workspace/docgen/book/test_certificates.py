"""The data of the three health certificates: the official lists, from the visit concerned, unknown said as unknown."""

import re
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from pypdf import PdfReader

from tests.workspace.docgen.book.sample import closed, source
from tests.workspace.docgen.synthesis.sample import (
    BORN,
    CARER,
    KEPT_FROM_HER,
    child,
    growth,
    health,
)
from workspace.access.permissions import DataClass
from workspace.docgen import pdf_writer
from workspace.docgen.book.certificates import (
    RECKONED,
    CertificateSource,
    compose,
    examined_on,
    is_done,
    of_visit,
    row,
    send_by,
)
from workspace.docgen.book.definitions import certificates
from workspace.docgen.model import Content
from workspace.docgen.ppe.texts import french
from workspace.dossier.assessment import definitions
from workspace.dossier.assessment.closed import ClosedPart
from workspace.dossier.assessment.definitions import form
from workspace.dossier.health.model import Allergy, BookRead, Source, Vaccination
from workspace.dossier.protocol.definitions.compulsory import exams
from workspace.dossier.protocol.exams import ExamState, ExamStatus
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record.model import Birth, BirthCertainty
from workspace.i18n import use_language
from workspace.ids import AccountId

SEEN = date(2024, 10, 10)
MEASURED = closed("M9", "measures", on=SEEN, weight_kg="8.4", length_cm="70")
EXAMINED = closed("M9", "examination", on=SEEN, hearing="normal", neurodevelopment="none")


def status(code: str, **changes: object) -> ExamStatus:
    exam = next(each for each in exams() if each.certificate == code)
    return replace(
        ExamStatus(
            exam=exam, state=ExamState.DONE, opens_on=BORN, closes_on=SEEN + timedelta(days=30)
        ),
        **changes,  # type: ignore[arg-type]
    )


def of(
    code: str, *parts: ClosedPart, done_on: date | None = SEEN, **changes: object
) -> CertificateSource:
    return CertificateSource(
        certificate=certificates()[code],
        status=status(code, done_on=done_on),
        book=source(closed=parts, **changes),
        department="62",
    )


def composed(found: CertificateSource) -> Content:
    with use_language("fr"):
        return compose(found, french().words)


def words_of(content: Content) -> str:
    pages = PdfReader(BytesIO(pdf_writer.write(content))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_every_row_of_the_official_lists_is_a_question_a_reckoning_or_left_to_the_hand() -> None:
    asked = {f"{part.code}.{field.code}" for part in form().parts for field in part.fields}
    rows = [
        each for found in certificates().values() for part in found.sections for each in part.rows
    ]
    assert len(rows) > 70
    for each in rows:
        known = each in asked or each == "=vaccines" or each[1:] in RECKONED or each[0] == "?"
        assert known, each
    assert {found.code: found.exam for found in certificates().values()} == {
        exam.certificate: exam.code for exam in exams() if exam.certificate
    }


@pytest.mark.parametrize("code", ["CS8", "CS9", "CS24"])
def test_a_certificate_of_which_nothing_is_known_says_so_row_by_row(code: str) -> None:
    content = composed(of(code, child=child(birth=Birth())))
    said = words_of(content)
    assert "Ceci n\u2019est pas le certificat" in said
    assert "dans les 8 jours, soit le 18 octobre 2024" in said
    assert "R.2132-3" in said
    assert "62" in said
    assert "non not\u00e9 dans le dossier" in said
    assert not re.search(r" Non (?!connu)", said), "silence is not a no"
    assert "\u00e0 jour" not in said
    assert "ne remplace pas le carnet de sant\u00e9" in said


def test_who_made_an_examination_that_nobody_signed_is_named_and_said_not_to_have_signed() -> None:
    signed = words_of(composed(of("CS9", EXAMINED)))
    assert "M\u00e9decin Ambre Hermant" in signed
    assert "Examin\u00e9 par" not in signed
    closed_by = closed("M9", "examination", on=SEEN, signed=False, hearing="normal")
    wrote = words_of(composed(of("CS9", closed_by)))
    assert "Examin\u00e9 par Ambre Hermant, pas encore sign\u00e9" in wrote
    made = words_of(composed(replace(of("CS9", closed_by), performed_by="Basile Roy")))
    assert "Examin\u00e9 par Basile Roy, pas encore sign\u00e9" in made
    weighed = closed("M9", "measures", on=SEEN, signed=False, weight_kg="8.4")
    nurse = replace(weighed, version=replace(weighed.version, author=AccountId(uuid4())))
    found = of("CS9", nurse, closed_by)
    both = replace(
        found, book=replace(found.book, names={**found.book.names, nurse.version.author: "Sacha"})
    )
    assert "Examin\u00e9 par Ambre Hermant, pas encore sign\u00e9" in words_of(composed(both))
    nobody = words_of(composed(of("CS9")))
    assert "M\u00e9decin Inconnu" in nobody


def test_the_head_says_the_day_of_the_examination_the_age_then_and_a_birth_that_is_estimated() -> (
    None
):
    said = words_of(composed(of("CS9", EXAMINED)))
    assert "Examin\u00e9 le 10 octobre 2024 \u00c2ge 9 mois" in said
    estimate = "vers le 10 janvier 2024, une estimation"
    assert estimate not in said
    about = replace(child().identity, birth_certainty=BirthCertainty.APPROXIMATE)
    head = words_of(composed(of("CS9", EXAMINED, child=child(identity=about))))
    assert head.count(estimate) == 2, "under the title and among the data"


def test_the_examination_that_counts_is_the_visit_of_its_day_and_no_other() -> None:
    other = closed("M24", "examination", on=date(2025, 1, 10), hearing="abnormal")
    found = of("CS9", MEASURED, EXAMINED, other)
    assert {each.version.step for each in of_visit(found.book, found.status)} == {"M9"}
    said = words_of(composed(found))
    assert "Audition Normal 10 octobre 2024" in said
    assert "Anormal" not in said
    near = replace(found.status, done_on=None, same_days=StepCode("M9"), same_on=SEEN)
    assert of_visit(found.book, near) == (MEASURED, EXAMINED)
    assert (examined_on(near), send_by(near)) == (SEEN, SEEN + timedelta(days=8))
    unknown = replace(found.status, done_on=None)
    assert (examined_on(unknown), send_by(unknown)) == (None, None)
    assert "dans les 8 jours," in words_of(composed(replace(found, status=unknown)))


def test_what_was_given_or_said_after_the_examination_is_not_on_its_certificate() -> None:
    doses = health(
        Allergy(substance="Arachide", done_on=SEEN + timedelta(days=60)),
        Vaccination(vaccine="ROR", done_on=SEEN, lot="BEFORE"),
        Vaccination(vaccine="ROR", done_on=SEEN + timedelta(days=60), lot="LATER"),
    )
    with use_language("fr"):
        assert row("=allergies", of("CS9", health=doses)).said.startswith("Non connu")
    said = words_of(composed(of("CS9", health=doses)))
    assert "BEFORE" in said
    assert "LATER" not in said


def test_a_dose_beyond_those_of_the_calendar_is_on_the_certificate_of_its_time() -> None:
    days = (date(2024, 3, 10), date(2024, 5, 10), date(2024, 7, 10))
    doses = health(
        *(Vaccination(vaccine="PNC", done_on=day) for day in days),
        Vaccination(vaccine="PNC", done_on=date(2024, 9, 10), lot="BEYOND"),
        Vaccination(vaccine="PNC", done_on=date(2025, 1, 20), lot="AFTER"),
    )
    said = words_of(composed(of("CS9", health=doses)))
    assert "BEYOND" in said
    assert "AFTER" not in said


def test_a_measure_of_another_day_is_not_that_of_the_examination() -> None:
    weighed = growth((date(2024, 6, 1), "6.1"), (SEEN, "8.4"), (date(2025, 1, 1), "9.2"))
    with use_language("fr"):
        found = row("=weight", of("CS9", growth=weighed))
        other = row("=weight", of("CS9", growth=growth((date(2024, 6, 1), "6.1"))))
    assert (found.said, found.source) == ("8,4 kg", "10 octobre 2024")
    assert other.said == "non not\u00e9 dans le dossier"


def test_an_allergy_is_named_alone_where_none_was_known_before_it() -> None:
    known = health(
        Allergy(is_none=True, done_on=date(2024, 2, 1)),
        Allergy(substance="Arachide", done_on=date(2024, 6, 1)),
    )
    with use_language("fr"):
        found = row("=allergies", of("CS24", health=known))
    assert (found.said, found.source) == ("Arachide", "1er juin 2024")


def test_an_examination_is_done_when_it_is_written_or_an_assessment_was_within_its_days() -> None:
    nothing = status("CS9", done_on=None)
    assert [
        is_done(each)
        for each in (
            nothing,
            status("CS9", done_on=SEEN),
            replace(nothing, same_days=StepCode("M9"), same_on=SEEN),
        )
    ] == [False, True, True]


def test_the_eighth_day_takes_the_history_of_the_initial_assessment() -> None:
    pregnancy = closed("B00", "pregnancy", on=BORN, gravidity="2", preterm_before="no")
    exposures = closed("B00", "exposures", on=BORN, tobacco="10")
    found = of("CS8", pregnancy, exposures, done_on=BORN + timedelta(days=5))
    said = words_of(composed(found))
    assert "Enfant pr\u00e9c\u00e9dent n\u00e9 avant 37 semaines Non" in said
    assert "cigarettes par jour 10" in said
    nurse = replace(
        found, book=replace(found.book, reads=frozenset(DataClass) - {DataClass.THIRD_PARTY})
    )
    with use_language("fr"):
        assert (
            row("exposures.tobacco", nurse).said
            == "non ouvert \u00e0 la personne qui l\u2019a faite"
        )
        assert "10" not in str(row("exposures.tobacco", nurse))


def test_words_about_a_mother_kept_secret_are_said_to_be_and_are_not_written() -> None:
    named = closed("B00", "pregnancy", is_secret=True, other_illness="vue a Lens")
    with use_language("fr"):
        found = row("pregnancy.other_illness", of("CS8", named))
    assert found.said == "tenu secret"


def test_measures_prematurity_allergies_and_vaccines_are_reckoned_from_what_stands() -> None:
    said_of_health = health(
        Allergy(substance="Oeuf", source=Source.PARENT, done_on=SEEN),
        BookRead(done_on=SEEN),
        Vaccination(vaccine="ROR", done_on=date(2025, 1, 20), lot="A123"),
    )
    found = of("CS24", MEASURED, growth=growth((SEEN, "8.4")), health=said_of_health)
    with use_language("fr"):
        assert row("=weight", found).said == "8,4 kg"
        assert row("=length", found).said == "non not\u00e9 dans le dossier"
        assert row("=prematurity", found).said.startswith("Oui")
        assert row("=allergies", found).said == "Oeuf"
        assert row("?Comment", found).said == "\u00e0 \u00e9crire \u00e0 la main"
        of_term = of("CS24", child=child(birth=Birth(term_weeks=40)))
        assert row("=prematurity", of_term).said.startswith("Non")
        unknown = of("CS24", child=child(birth=Birth()))
        assert row("=prematurity", unknown).said == "Inconnu"
        assert row("=allergies", unknown).said.startswith("Non connu")
        none = health(Allergy(is_none=True, source=Source.PARENT, done_on=SEEN))
        assert row("=allergies", of("CS24", health=none)).said == "Pas d\u2019allergie connue"
    later = replace(found, status=replace(found.status, done_on=date(2025, 2, 1)))
    said = words_of(composed(later))
    assert "A123" in said
    assert "aucune not\u00e9e" in said
    assert "inconnu\u00a0: le carnet" in words_of(composed(unknown)).replace(" :", "\u00a0:")


def test_a_certificate_names_no_secret_place() -> None:
    told = closed("B00", "first_week", on=BORN, week_other="Odile Gosselin l'a veillee")
    kept = of("CS8", told, around=(CARER,), child=child(restrictions=(KEPT_FROM_HER,)))
    assert "Gosselin" in words_of(composed(of("CS8", told, around=(CARER,))))
    assert "Gosselin" not in words_of(composed(kept))
    assert "Relisez" in words_of(composed(kept))


def test_a_form_of_an_installation_that_leaves_a_question_out_stops_no_certificate(
    tmp_path: Path,
) -> None:
    shipped = (files(definitions) / "bilan-1.toml").read_text("utf-8")
    other = (
        shipped.replace("version = 1", "version = 2", 1)
        .replace("2021-01-01", "2025-03-01", 1)
        .replace('code = "gravidity"', 'code = "graviditas"', 1)
        .replace('code = "first_week"', 'code = "week"', 1)
    )
    (tmp_path / "bilan-2.toml").write_text(other, "utf-8")
    before = words_of(composed(of("CS8")))
    definitions.add_folder(tmp_path)
    try:
        assert words_of(composed(of("CS8"))) == before
    finally:
        definitions._shelf.added = ()
