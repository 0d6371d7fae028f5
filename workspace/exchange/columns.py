"""The files of the import folder and their columns: the one table of the format."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from workspace.exchange.wording import words


@dataclass(frozen=True)
class Sheet:
    """One file. A column that must be there must also be filled in on every line."""

    file: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    must_exist: bool = False

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return self.required + self.optional

    @cached_property
    def by_words(self) -> dict[str, str]:
        """Each column of the format, by its header reduced to what tells it apart."""
        return {words(column): column for column in self.columns}


def _sheet(file: str, required: str, optional: str, *, must_exist: bool = False) -> Sheet:
    return Sheet(file, tuple(required.split()), tuple(optional.split()), must_exist)


ORGANIZATIONS: Final = _sheet(
    "etablissements.csv", "code nom type", "departement entree_programme", must_exist=True
)
PRACTITIONERS: Final = _sheet(
    "professionnels.csv",
    "code nom role",
    "prenom etablissement specialite interne courriel telephone convention_signee_le formation_le",
)
CHILDREN: Final = _sheet(
    "enfants.csv",
    "code nom prenom sexe date_naissance admission_le etablissement",
    "terme_semaines poids_naissance_g taille_naissance_cm pc_naissance_cm departement fin_suivi_le "
    "motif_fin_suivi",
    must_exist=True,
)
OWN_CHILDREN: Final = _sheet(
    CHILDREN.file,
    " ".join(column for column in CHILDREN.required if column != "etablissement"),
    " ".join(("etablissement", *CHILDREN.optional)),
)
"""The same for whoever brings into their own establishment, which the file need not say."""
PLACEMENTS: Final = _sheet("placements.csv", "enfant type debut", "lieu fin")
ASSESSMENTS: Final = _sheet("bilans.csv", "enfant numero date", "medecin poids_kg taille_cm pc_cm")
SCALE_RESPONSES: Final = _sheet(
    "echelles.csv",
    "enfant outil questionnaire_mois date",
    "rempli_par communication motricite_globale motricite_fine resolution_problemes "
    "individuel_social total",
)
SESSIONS: Final = _sheet(
    "seances.csv", "enfant type date financeur duree_min", "professionnel groupe heure"
)

SHEETS: Final = (
    ORGANIZATIONS,
    PRACTITIONERS,
    CHILDREN,
    PLACEMENTS,
    ASSESSMENTS,
    SCALE_RESPONSES,
    SESSIONS,
)
"""In the order in which they lean on one another."""
