from dataclasses import replace

import pytest

from workspace.docgen.model import Content, map_text
from workspace.docgen.ppe.compose import compose_ppe
from workspace.docgen.ppe.model import (
    CareTeamMember,
    ChildIdentity,
    DocumentReference,
    Placement,
    PPESource,
    Sibling,
)
from workspace.docgen.ppe.secrecy import without_place

HIDDEN = "non communiqu\u00e9"
SECRETS = ("Tilleuls", "B\u00e9thune", "Delmotte", "Sylvie", "Lutins")


def every_text(content: Content) -> str:
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    map_text(content, keep)
    return "\n".join(found)


def leaking(source: PPESource) -> PPESource:
    """Say the secret again where people write freely."""
    return replace(
        source,
        documents=(DocumentReference(title="Compte rendu - pouponni\u00e8re les TILLEULS"),),
        written={"health.needs": "Vu chez Mme Delmotte, b\u00e9thune, avec DELMOTTE Sylvie."},
        placements=(
            *source.placements,
            Placement(kind="Relais", place="Chez Mme Delmotte, B\u00e9thune"),
        ),
    )


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_that_names_a_secret_place_is_printed(lou: PPESource, secret: str) -> None:
    shown = every_text(compose_ppe(replace(leaking(lou), restricted=True)))
    assert secret.lower() not in shown.lower()


@pytest.mark.parametrize("secret", SECRETS)
def test_the_whole_version_does_name_the_place(lou: PPESource, secret: str) -> None:
    assert secret.lower() in every_text(compose_ppe(leaking(lou))).lower()


def test_a_version_without_the_place_says_so_on_its_cover_its_pages_and_its_opening(
    lou: PPESource,
) -> None:
    content = compose_ppe(replace(lou, restricted=True))
    mark = "Version sans le lieu d\u2019accueil"
    assert mark == content.cover.mark
    assert mark in content.footer[0]
    assert "Lieu d\u2019accueil non communiqu\u00e9" in every_text(content)


def test_a_whole_version_carries_no_mark(lou: PPESource) -> None:
    assert compose_ppe(lou).cover.mark == ""


def test_the_kind_of_placement_and_the_other_professionals_stay(lou: PPESource) -> None:
    shown = every_text(compose_ppe(replace(lou, restricted=True)))
    assert "Famille d\u2019accueil" in shown
    assert "Am\u00e9lie Roussel" in shown


def test_a_carer_who_shares_the_name_of_the_child_hides_no_one_else() -> None:
    source = PPESource(
        child=ChildIdentity(given_name="Lou", family_name="Martin"),
        care_team=(CareTeamMember(name="Claire Martin", at_placement=True),),
        written={"parents": "Lou Martin, accueillie par Claire."},
    )
    shown = without_place(source, HIDDEN)
    assert shown.child.name == "Lou Martin"
    assert f"Lou Martin, accueillie par {HIDDEN}." == shown.written["parents"]
    assert (shown.care_team[0].name, shown.care_team[0].organization) == (HIDDEN, "")


def test_a_short_name_of_place_is_hidden_in_its_field_but_not_searched_in_words() -> None:
    source = PPESource(
        current_placement=Placement(kind="Foyer", place="Les"),
        siblings=(Sibling(name="No\u00e9"),),
        written={"parents": "Les parents"},
    )
    shown = without_place(source, HIDDEN)
    assert shown.current_placement
    assert shown.current_placement.place == HIDDEN
    assert shown.written["parents"] == "Les parents"
    assert shown.siblings[0].lives_at == ""


def test_drawings_are_left_as_they_are(lou: PPESource) -> None:
    named_as_markup = replace(lou, school="polyline")
    assert lou.growth_figures == without_place(named_as_markup, HIDDEN).growth_figures
