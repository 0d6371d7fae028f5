"""Each leaf of the health book: what it says, in which words it says that nothing is known, what it leaves out."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.workspace.docgen.book.sample import closed, composed, source
from tests.workspace.docgen.synthesis.sample import (
    BORN,
    CARER,
    DOCTOR,
    FOSTER,
    KEPT_FROM_HER,
    MOTHER,
    child,
    growth,
    health,
)
from workspace.access.permissions import DataClass
from workspace.actor import Role
from workspace.docgen import pdf_writer
from workspace.docgen.book.leaves import held
from workspace.docgen.book.model import FILES, LEAF_LABELS, Leaf
from workspace.docgen.model import Content
from workspace.dossier.assessment.model import Answer, Source
from workspace.dossier.health.model import (
    Allergy,
    Condition,
    Result,
    Screening,
    ScreeningDone,
    Stay,
    Treatment,
)
from workspace.dossier.record.model import Birth

UNKNOWN = Answer(is_unknown=True)


def words_of(content: Content) -> str:
    pages = PdfReader(BytesIO(pdf_writer.write(content))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def printed(leaf: Leaf, **changes: object) -> str:
    return words_of(composed(leaf, **changes))


@pytest.mark.parametrize("leaf", Leaf)
def test_of_a_child_nobody_wrote_anything_about_each_leaf_says_so(leaf: Leaf) -> None:
    unborn = child(birth=Birth(), people=(), measures=(), placements=())
    content = composed(leaf, child=unborn)
    said = words_of(content)
    assert "ne remplace pas le carnet de sant\u00e9" in said
    assert all(section.blocks for section in content.sections)
    assert any(words in said for words in ("Inconnu", "Rien n", "Aucun", "n\u2019est pas close"))
    assert "\u00e0 jour" not in said
    with_nothing = held(leaf, source(child=unborn))
    assert with_nothing == (1 if leaf is Leaf.IDENTITY else 0)


def test_every_leaf_has_words_and_a_file_name_that_names_nobody() -> None:
    assert set(LEAF_LABELS) == set(FILES) == set(Leaf)
    assert all(name.isascii() and name.endswith(".pdf") for name in FILES.values())


def test_identity_and_contacts_say_where_the_child_lives_to_the_team_alone() -> None:
    around = (
        replace(DOCTOR, is_of=Role.PHYSICIAN, phone="03 00 00 00 01"),
        replace(CARER, is_of=Role.CARER, phone="03 00 00 00 02"),
    )
    family = child(people=(replace(MOTHER, contact="03 00 00 00 03"),))
    known = {"around": around, "child": family, "pmi": ("PMI de Lens",)}
    handed = printed(Leaf.IDENTITY, **known)
    team = printed(Leaf.IDENTITY, **known, is_team_copy=True)
    for words in ("03 00 00 00 01", "PMI de Lens", "Ines Delattre", "Lou Delattre"):
        assert words in handed, words
    for words in ("Famille Gosselin", "Odile Gosselin", "03 00 00 00 02", "03 00 00 00 03"):
        assert words not in handed, words
        assert words in team, words
    closed_to_nurses = printed(
        Leaf.IDENTITY, **known, reads=frozenset(DataClass) - {DataClass.SOCIAL}
    )
    assert "Ines Delattre" not in closed_to_nurses
    assert "Autorit\u00e9 parentale" in closed_to_nurses, "it is said to be left out"


def test_the_perinatal_leaf_tells_no_from_not_known_from_not_written() -> None:
    first_week = closed(
        "B00",
        "first_week",
        respiratory="no",
        antibiotics=UNKNOWN,
        hearing_newborn=Answer(value="normal", source=Source.MATERNITY),
    )
    said = printed(Leaf.PERINATAL, closed=(first_week,), child=child(birth=Birth(term_weeks=32)))
    assert "D\u00e9tresse respiratoire Non" in said
    assert "plus de 48 heures Inconnu" in said
    assert "non not\u00e9 dans le dossier" in said
    assert "Maternit\u00e9" in said
    assert "32 semaines" in said
    assert "n\u2019est pas close" in said, "the pregnancy was not closed"
    assert held(Leaf.PERINATAL, source(closed=(first_week,), child=child(birth=Birth()))) == 3


def test_exposures_before_birth_are_for_whoever_reads_facts_of_third_parties() -> None:
    drank = closed("B00", "exposures", alcohol="14")
    everything = frozenset(DataClass)
    assert "14" in str(composed(Leaf.PERINATAL, closed=(drank,)).sections)
    less = composed(Leaf.PERINATAL, closed=(), reads=everything - {DataClass.THIRD_PARTY})
    assert "Expositions avant la naissance" in str(less.opening)
    assert "Expositions" not in str(less.sections)


def test_words_about_a_mother_kept_secret_are_on_no_leaf() -> None:
    words = "vue a la maternite de Lens"
    named = closed("B00", "pregnancy", other_illness=words)
    hidden = closed("B00", "pregnancy", is_secret=True, other_illness=words)
    assert "Lens" in str(composed(Leaf.PERINATAL, closed=(named,)))
    assert "Lens" not in str(composed(Leaf.PERINATAL, closed=(hidden,)))


def test_screenings_join_what_was_said_and_what_assessments_found() -> None:
    seen = closed("M9", "examination", hearing="watch", vision="normal", signed=False)
    told = ScreeningDone(
        what=Screening.HEARING,
        result=Result.RECHECK,
        done_on=date(2024, 12, 1),
        recheck_on=date(2025, 4, 1),
        remark="OEA",
    )
    known = {"closed": (seen,), "health": health(told)}
    said = printed(Leaf.SCREENINGS, **known)
    for words in (
        "1er d\u00e9cembre 2024",
        "OEA",
        "Bilan de 9 mois",
        "provisoire",
        "1er avril 2025",
    ):
        assert words in said, words
    assert "saturnisme" in said or "plomb" in said.lower()
    assert "13 maladies" in said
    assert held(Leaf.SCREENINGS, source(**known)) == 3
    after = child(identity=replace(child().identity, birth_date=date(2025, 9, 1)))
    assert "16 maladies" in str(composed(Leaf.SCREENINGS, child=after, today=date(2025, 9, 2)))
    before = child(identity=replace(child().identity, birth_date=date(2022, 12, 31)))
    assert "maladies" not in str(composed(Leaf.SCREENINGS, child=before))


def test_the_leaf_of_curves_draws_and_tells_them() -> None:
    known = growth((date(2024, 6, 1), "6.1"), (date(2025, 3, 1), "9.1"))
    content = composed(Leaf.CURVES, growth=known)
    said = words_of(content)
    for words in ("9,1 kg", "6,1 kg", "OMS", "\u00e2ge corrig\u00e9", "1er mars 2025"):
        assert words in said, words
    assert "<svg" in str(content)
    assert held(Leaf.CURVES, source(growth=known)) == 2


def test_teeth_development_and_lists_say_where_each_line_is_written() -> None:
    seen = closed("M9", "examination", teeth="normal", walks="no", tone="normal")
    before = closed(
        "B00", "before", teeth_before="deux incisives", hospital_stays=("Bronchiolite",)
    )
    said = health(
        Allergy(substance="Arachide", done_on=date(2024, 12, 1)),
        Treatment(name="Fer", begins_on=date(2024, 3, 1), ends_on=date(2024, 4, 1)),
        Condition(name="Valve", begins_on=date(2024, 5, 1)),
        Stay(begins_on=date(2024, 2, 1), place="CHU", reason="fievre"),
    )
    known = {"closed": (seen, before), "health": said}
    teeth, lists = printed(Leaf.TEETH, **known), printed(Leaf.LISTS, **known)
    development = printed(Leaf.DEVELOPMENT, **known)
    assert "deux incisives" in teeth
    assert "Bilan de 9 mois" in teeth
    for words in ("Arachide", "Fer", "Valve", "CHU", "fievre", "Bronchiolite"):
        assert words in lists, words
    assert "Marche seul" in development
    assert "Aucune \u00e9chelle" in development
    counted = source(**known)
    assert [held(leaf, counted) for leaf in (Leaf.TEETH, Leaf.LISTS, Leaf.DEVELOPMENT)] == [2, 5, 1]
    closed_to_nurses = composed(
        Leaf.DEVELOPMENT, **known, reads=frozenset(DataClass) - {DataClass.PSYCHOLOGICAL}
    )
    assert "\u00c9chelles" in str(closed_to_nurses.opening)
    assert not any("\u00c9chelles" in part.title for part in closed_to_nurses.sections)


def test_a_place_kept_secret_is_named_on_no_leaf() -> None:
    said = health(
        Stay(begins_on=BORN, place="chez Odile Gosselin", reason="accueil Famille Gosselin")
    )
    kept = child(restrictions=(KEPT_FROM_HER,), placements=(FOSTER,))
    known = {"health": said, "child": kept, "around": (CARER,)}
    assert "Gosselin" not in printed(Leaf.LISTS, **known)
    assert "Relisez" in printed(Leaf.LISTS, **known)
    assert "Gosselin" in printed(Leaf.LISTS, **known, is_team_copy=True)
