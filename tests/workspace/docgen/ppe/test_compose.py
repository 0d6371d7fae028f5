from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest

from workspace.docgen.model import (
    Block,
    Content,
    Facts,
    Figure,
    Paragraph,
    Section,
    SignatureBlock,
    Table,
    Text,
)
from workspace.docgen.ppe.compose import FILLERS, compose_ppe
from workspace.docgen.ppe.model import (
    Action,
    AssessmentDone,
    LifeDomain,
    PPESource,
    PPEStatus,
    UsualAct,
)
from workspace.docgen.ppe.texts import french
from workspace.docgen.rules import headings

_Block = TypeVar("_Block")
EMPTY = "non renseign\u00e9 \u00e0 ce jour"
DRAFT = "Propos\u00e9 \u00e0 partir du dossier, \u00e0 relire avant signature."


def told(text: Text) -> str:
    return "".join(run.text for run in text)


def sections(content: Content) -> Iterator[Section]:
    waiting = list(content.sections)
    while waiting:
        section = waiting.pop(0)
        yield section
        waiting = [*section.sections, *waiting]


def section(content: Content, number: str) -> Section:
    return next(found for found in sections(content) if found.number == number)


def only(blocks: tuple[Block, ...], kind: type[_Block]) -> _Block:
    (found,) = [block for block in blocks if isinstance(block, kind)]
    return found


def rows(table: Table) -> list[tuple[str, ...]]:
    return [tuple(told(cell) for cell in row) for row in table.rows]


def test_the_outline_is_that_of_the_law_in_its_order() -> None:
    content = compose_ppe(PPESource())
    assert [heading for level, heading in headings(content) if level == 1] == [
        "1 L\u2019enfant et son entourage",
        "2 Cadre juridique",
        "3 Parcours en bref",
        "4 Comment ce projet a \u00e9t\u00e9 construit",
        "5 Domaine 1 \u2013 D\u00e9veloppement, sant\u00e9 physique et psychique",
        "6 Domaine 2 \u2013 Relations avec la famille et les tiers",
        "7 Domaine 3 \u2013 Scolarit\u00e9 et vie sociale",
        "8 Autres besoins",
        "9 R\u00f4le des parents et soutien apport\u00e9",
        "10 Plan d\u2019action d\u2019ensemble",
        "11 Actes usuels et non usuels",
        "12 Destinataires",
        "13 Signatures",
        "14 Annexes",
    ]


@pytest.mark.parametrize("domain", ["5", "6", "7"])
def test_each_life_domain_has_its_six_parts(domain: str) -> None:
    content = compose_ppe(PPESource())
    titles = [part.title for part in section(content, domain).sections]
    assert titles[0] == "Synth\u00e8se de l\u2019\u00e9valuation"
    assert titles[1:4] == [
        "Observations et propositions des titulaires de l\u2019autorit\u00e9 parentale",
        "Observations et propositions de l\u2019enfant",
        "Observations et propositions de l\u2019entourage",
    ]
    assert titles[4].startswith("Besoins")
    assert titles[5] == "Objectifs et actions"


def test_the_outline_is_the_same_whatever_is_known(lou: PPESource) -> None:
    assert headings(compose_ppe(PPESource())) == headings(compose_ppe(lou))


def test_every_filler_has_its_section_and_keys_are_said_once() -> None:
    keys = [key for part in french().outline for key in part.keys]
    assert sorted(set(keys)) == sorted(keys)
    assert set() == set(FILLERS) - set(keys)


def test_with_nothing_known_the_cover_says_so_fact_by_fact() -> None:
    cover = compose_ppe(PPESource()).cover
    assert cover.subject == EMPTY
    values = {fact.label: told(fact.value) for fact in cover.facts}
    assert values["Date de naissance"] == EMPTY
    assert values["P\u00e9riode couverte"] == EMPTY
    assert (values["Version"], values["Statut"]) == ("1", "Projet, non sign\u00e9")


def test_the_cover_names_the_child_and_the_dates(lou: PPESource) -> None:
    cover = compose_ppe(lou).cover
    assert cover.subject == "Lou Vermeersch-Ha\u00ffne"
    assert cover.issuer[0] == "D\u00e9partement du Pas-de-Calais"
    assert {fact.label: told(fact.value) for fact in cover.facts} == {
        "Date de naissance": "14\u00a0mars 2023",
        "Version": "2",
        "\u00c9tabli le": "4\u00a0mars 2025",
        "P\u00e9riode couverte": "du 1er\u00a0mars 2025 au 31\u00a0ao\u00fbt 2025",
        "Statut": "Projet, non sign\u00e9",
        "Prochaine actualisation": "4\u00a0septembre 2025",
    }


def test_sections_that_people_write_are_empty_until_they_do() -> None:
    content = compose_ppe(PPESource())
    filled = {s.number for s in sections(content) if s.blocks}
    assert {"11", "13", "14.1", "14.4"} == filled


def test_what_people_wrote_is_kept_word_for_word(lou: PPESource) -> None:
    blocks = section(compose_ppe(lou), "5.2").blocks
    assert [told(block.text) for block in blocks if isinstance(block, Paragraph)] == [
        "Lou dort mieux depuis No\u00ebl.",
        "Je voudrais \u00eatre pr\u00e9venue avant chaque rendez-vous.",
    ]


def test_a_text_for_no_section_is_refused_rather_than_lost() -> None:
    with pytest.raises(ValueError, match="no such section: nowhere"):
        compose_ppe(PPESource(written={"nowhere": "a word", "parents": "another"}))


def test_drafted_sections_say_so_until_the_signature(lou: PPESource) -> None:
    def first_words(source: PPESource) -> str:
        first = section(compose_ppe(source), "2").blocks[0]
        return told(first.text) if isinstance(first, Paragraph) else ""

    assert first_words(lou) == DRAFT
    assert first_words(replace(lou, status=PPEStatus.SIGNED)) == ""


def test_an_empty_drafted_section_says_only_that_it_is_empty() -> None:
    assert section(compose_ppe(PPESource()), "2").is_empty


def test_the_last_assessment_is_the_latest_whatever_the_order(lou: PPESource) -> None:
    shuffled = replace(
        lou, assessments_done=(AssessmentDone(label="undated"), *lou.assessments_done[::-1])
    )
    facts = only(section(compose_ppe(shuffled), "5.1").blocks, Facts)
    assert told(facts.facts[0].value) == "Bilan des 24 mois, 4\u00a0mars 2025"


def test_undated_assessments_alone_give_no_last_one() -> None:
    source = PPESource(assessments_done=(AssessmentDone(label="undated"),))
    assert section(compose_ppe(source), "5.1").is_empty


def test_growth_is_told_in_curves_with_words_and_in_figures(lou: PPESource) -> None:
    blocks = section(compose_ppe(lou), "5.1").blocks
    curves = [block for block in blocks if isinstance(block, Figure)]
    assert [curve.alt for curve in lou.growth_figures] == [curve.alt for curve in curves]
    growth = next(block for block in blocks if isinstance(block, Table))
    assert rows(growth)[0][:4] == ("15/06/2023", "3\u00a0mois", "5,10\u00a0kg", "\u22121,6")
    assert rows(growth)[-1][-2:] == ("\u2013", "\u2013")


def test_no_ceiling_is_a_dash_and_none_done_is_a_zero(lou: PPESource) -> None:
    tables = [b for b in section(compose_ppe(lou), "5.1").blocks if isinstance(b, Table)]
    assert rows(tables[-1]) == [
        ("Psychomotricit\u00e9", "8", "35", "Forfait PEGASE"),
        ("Orthophonie", "0", "\u2013", "Assurance maladie"),
    ]


def test_actions_stand_in_their_domain_the_soonest_end_first(lou: PPESource) -> None:
    table = only(section(compose_ppe(lou), "5.6").blocks, Table)
    assert [row[0].partition("\n")[0] for row in rows(table)] == [
        "Langage",
        "Tonus et \u00e9quilibre",
    ]
    family = only(section(compose_ppe(lou), "6.6").blocks, Table)
    assert [row[4] for row in rows(family)] == ["08/01/2025\n31/12/2025"]


def test_the_whole_plan_holds_every_action_by_end_date(lou: PPESource) -> None:
    table = only(section(compose_ppe(lou), "10").blocks, Table)
    assert [row[0] for row in rows(table)] == [
        "31/01/2025",
        "10/09/2025",
        "31/12/2025",
        "sans \u00e9ch\u00e9ance",
    ]
    assert [row[2] for row in rows(table)] == [
        "Sant\u00e9",
        "Sant\u00e9",
        "Famille",
        "Scolarit\u00e9",
    ]


def test_a_late_action_says_why_or_that_it_must() -> None:
    late = Action(
        action="Contr\u00f4le",
        domain=LifeDomain.OTHER,
        ends_on=date(2025, 1, 1),
        state="Demand\u00e9",
    )
    source = PPESource(
        drafted_on=date(2025, 3, 4), actions=(late, replace(late, late_reason="gr\u00e8ve"))
    )
    table = only(section(compose_ppe(source), "10").blocks, Table)
    assert [row[-1] for row in rows(table)] == [
        "Demand\u00e9\nEn retard\u00a0: explication \u00e0 donner",
        "Demand\u00e9\nEn retard\u00a0: gr\u00e8ve",
    ]


def test_the_usual_acts_are_proposed_until_they_are_settled() -> None:
    proposed = only(section(compose_ppe(PPESource()), "11").blocks, Table)
    assert {"\u00e0 pr\u00e9ciser"} == {row[1] for row in rows(proposed)}
    settled = PPESource(usual_acts=(UsualAct(act="Coiffeur", decided_by="M\u00e8re"),))
    table = only(section(compose_ppe(settled), "11").blocks, Table)
    assert rows(table) == [("Coiffeur", "M\u00e8re", "\u2013", "\u2013")]


def test_a_refusal_to_receive_is_recorded_beside_its_day(lou: PPESource) -> None:
    table = only(section(compose_ppe(lou), "12").blocks, Table)
    assert [row[3] for row in rows(table)] == ["12/03/2025", "14/03/2025 refus\u00e9"]


def test_each_holder_has_a_place_to_sign_and_so_has_the_child(lou: PPESource) -> None:
    block = only(section(compose_ppe(lou), "13").blocks, SignatureBlock)
    assert [signature.name for signature in block.signatures] == [
        "",
        "Ga\u00eblle Vermeersch",
        "\u00c9ric Ha\u00ffne",
        "",
        "Lou Vermeersch-Ha\u00ffne",
    ]


def test_an_unknown_holder_still_has_a_place_to_sign() -> None:
    block = only(section(compose_ppe(PPESource()), "13").blocks, SignatureBlock)
    assert len(block.signatures) == 4


def test_the_person_of_trust_is_among_the_people_and_signs(lou: PPESource) -> None:
    content = compose_ppe(replace(lou, person_of_trust="Rose Petit"))
    people = only(section(content, "1.4").blocks, Table)
    assert rows(people)[-1] == ("Rose Petit", "Personne de confiance")
    signers = only(section(content, "13").blocks, SignatureBlock)
    assert "Rose Petit" in [signature.name for signature in signers.signatures]


def test_each_measure_has_its_own_facts(lou: PPESource) -> None:
    content = compose_ppe(replace(lou, measures=lou.measures * 2))
    facts = [block for block in section(content, "2").blocks if isinstance(block, Facts)]
    assert len(facts) == 2
    assert told(facts[0].facts[-1].value) == "15\u00a0octobre 2025"


def test_the_present_placement_is_under_way(lou: PPESource) -> None:
    table = only(section(compose_ppe(lou), "3.1").blocks, Table)
    assert [row[1] for row in rows(table)] == ["11/02/2024", "en cours"]


def test_the_pages_say_which_document_and_that_it_is_secret(lou: PPESource) -> None:
    first, second = compose_ppe(lou).footer
    assert (
        first
        == "Projet pour l\u2019enfant de Lou Vermeersch-Ha\u00ffne \u2013 version 2 \u2013 Projet, non sign\u00e9"
    )
    assert "secret professionnel" in second


def test_hostile_characters_never_reach_the_content(lou: PPESource) -> None:
    child = replace(lou.child, given_name="L\x00o\u202eu")
    assert compose_ppe(replace(lou, child=child)).cover.subject == "Lou Vermeersch-Ha\u00ffne"
