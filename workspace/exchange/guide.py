"""What goes in each column of each file, in words, with an invented example. No I/O.

The words are msgids; `accepted` are the words of the format, which are French in every language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from workspace.exchange import vocabulary
from workspace.exchange.columns import (
    ASSESSMENTS,
    ORGANIZATIONS,
    OWN_CHILDREN,
    PLACEMENTS,
    PRACTITIONERS,
    SCALE_RESPONSES,
    SESSIONS,
    Sheet,
)
from workspace.i18n import N_

DAY = N_("A day: 31/12/2021.")
CHILD_CODE = N_("The code of the child, as in enfants.csv.")
BY_CODE = N_("The code of the professional, as in professionnels.csv.")
SCORE = N_("The score of this area, 0 to 60; empty for ASQ:SE.")
ONE_OF = N_("One of these words:")


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    name: str
    says: str
    example: str
    accepted: str = ""
    """The words the column takes, apart by commas; "" when it takes others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One file of the models."""

    sheet: Sheet
    about: str
    columns: tuple[Column, ...]
    """In the order of the model."""

    def is_needed(self, column: Column) -> bool:
        return column.name in self.sheet.required


def _column(name: str, example: str, says: str, accepted: str = "") -> Column:
    return Column(name=name, says=says, example=example, accepted=accepted)


_CHILDREN: Final = Page(
    sheet=OWN_CHILDREN,
    about=N_("The children: one line each."),
    columns=(
        _column(
            "code", "E-001", N_("A code of your own, the same in every file and for ever. No name.")
        ),
        _column("nom", "Delattre", N_("Family name.")),
        _column("prenom", "Capucine", N_("First name.")),
        _column("sexe", "F", ONE_OF, "F, M, I"),
        _column("date_naissance", "14/02/2024", DAY),
        _column("terme_semaines", "38", N_("Completed weeks at birth, without days.")),
        _column("poids_naissance_g", "2950", N_("In grams.")),
        _column("taille_naissance_cm", "48,5", N_("In centimetres.")),
        _column("pc_naissance_cm", "34", N_("Head circumference, in centimetres.")),
        _column("admission_le", "03/06/2024", N_("The day the follow-up begins: 31/12/2021.")),
        _column("etablissement", "", N_("Leave it empty: the child enters your establishment.")),
        _column(
            "departement", "62", N_("Its number: 62, 2A, 974. Empty: that of your establishment.")
        ),
        _column("fin_suivi_le", "", N_("The day the follow-up ended; empty while it goes on.")),
        _column("motif_fin_suivi", "", N_("Why it ended, in a few words.")),
    ),
)
_PRACTITIONERS: Final = Page(
    sheet=PRACTITIONERS,
    about=N_("The professionals named in the other files: one line each."),
    columns=(
        _column("code", "P-001", N_("A code of your own, the same in every file and for ever.")),
        _column("nom", "Fontaine", N_("Family name.")),
        _column("prenom", "Basile", N_("First name.")),
        _column("role", "psychomotricien", ONE_OF, vocabulary.ROLES.expected),
        _column("etablissement", "", N_("Leave it empty.")),
        _column("specialite", "", N_("In a few words: paediatrics.")),
        _column("interne", "non", N_("Employed by your establishment:"), "oui, non"),
        _column("courriel", "b.fontaine@exemple.invalid", N_("Professional e-mail address.")),
        _column("telephone", "", N_("Professional telephone number.")),
        _column(
            "convention_signee_le",
            "01/09/2023",
            N_("The day the agreement was signed: 31/12/2021."),
        ),
        _column("formation_le", "", N_("The day of the training: 31/12/2021.")),
    ),
)
_PLACEMENTS: Final = Page(
    sheet=PLACEMENTS,
    about=N_("Where the children lived: one line for each place."),
    columns=(
        _column("enfant", "E-001", CHILD_CODE),
        _column("type", "famille_accueil", ONE_OF, vocabulary.PLACEMENT_KINDS.expected),
        _column("lieu", "Famille Quesnel", N_("The name of the place or of the family.")),
        _column("debut", "03/06/2024", N_("The first day there: 31/12/2021.")),
        _column("fin", "", N_("The day the child left; empty while they live there.")),
    ),
)
_ASSESSMENTS: Final = Page(
    sheet=ASSESSMENTS,
    about=N_("The assessments that are done: one line each."),
    columns=(
        _column("enfant", "E-001", CHILD_CODE),
        _column(
            "numero", "1", N_("1 for the initial one, then in the order of the protocol, up to 20.")
        ),
        _column("date", "10/06/2024", DAY),
        _column("medecin", "P-002", BY_CODE),
        _column("poids_kg", "5,85", N_("In kilograms.")),
        _column("taille_cm", "60,5", N_("In centimetres.")),
        _column("pc_cm", "40", N_("Head circumference, in centimetres.")),
    ),
)
_SCALES: Final = Page(
    sheet=SCALE_RESPONSES,
    about=N_("The questionnaires that are filled: one line each, with the scores alone."),
    columns=(
        _column("enfant", "E-001", CHILD_CODE),
        _column(
            "outil", "ASQ-3", N_("ASQ-SE is the first edition. One of:"), vocabulary.SCALES.expected
        ),
        _column("questionnaire_mois", "4", N_("The months of the questionnaire that was used.")),
        _column("date", "12/06/2024", DAY),
        _column("rempli_par", "P-003", BY_CODE),
        _column("communication", "45", SCORE),
        _column("motricite_globale", "50", SCORE),
        _column("motricite_fine", "40", SCORE),
        _column("resolution_problemes", "45", SCORE),
        _column("individuel_social", "50", SCORE),
        _column("total", "", N_("The total score of ASQ:SE; empty for ASQ-3.")),
    ),
)
_SESSIONS: Final = Page(
    sheet=SESSIONS,
    about=N_("The sessions of care that took place: one line each."),
    columns=(
        _column("enfant", "E-001", CHILD_CODE),
        _column("type", "psychomotricite", ONE_OF, vocabulary.CARE_KINDS.expected),
        _column("date", "17/06/2024", DAY),
        _column("professionnel", "P-001", BY_CODE),
        _column("financeur", "pegase", N_("Who pays:"), vocabulary.PAYERS.expected),
        _column("duree_min", "45", N_("In minutes.")),
        _column(
            "groupe",
            "",
            N_(
                "For a group only: any code, the same for the children who came together. They share its cost."
            ),
        ),
        _column(
            "heure",
            "",
            N_(
                "Only where a child had two sessions of one care with one professional on one day: it tells them apart."
            ),
        ),
    ),
)
_ORGANIZATIONS: Final = Page(
    sheet=ORGANIZATIONS,
    about=N_("Your establishment. You can do without this file: the house knows yours."),
    columns=(
        _column("code", "MPE99", N_("The code the national team gave your establishment.")),
        _column("nom", "Maison des Tilleuls", N_("Its name.")),
        _column("type", "pouponniere", ONE_OF, vocabulary.ORGANIZATION_KINDS.expected),
        _column("departement", "62", N_("Its number: 62, 2A, 974.")),
        _column("entree_programme", "01/07/2021", DAY),
    ),
)

PAGES: Final = (
    _CHILDREN,
    _PLACEMENTS,
    _ASSESSMENTS,
    _SCALES,
    _SESSIONS,
    _PRACTITIONERS,
    _ORGANIZATIONS,
)
"""In the order in which somebody fills them."""


def page_of(file: str) -> Page | None:
    return next((page for page in PAGES if page.sheet.file == file), None)


def example(page: Page) -> Iterator[str]:
    """Yield the cells of an invented line."""
    return (column.example for column in page.columns)
