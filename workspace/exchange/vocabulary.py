"""What the words of the format stand for: one table for each column of words.

Accents, capitals, hyphens and small words do not count (`wording.words`): "Famille d'accueil" is
`famille_accueil`. The first writing of each meaning is the one of the format.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from workspace.actor import Role
from workspace.dossier.care.model import CareKind, Payer
from workspace.dossier.record.model import PlacementKind, Sex
from workspace.dossier.scales.model import Domain, ScaleCode
from workspace.exchange.wording import Vocabulary
from workspace.network.model import OrganizationKind

ORGANIZATION_KINDS: Final = Vocabulary(
    {
        OrganizationKind.RESIDENTIAL_NURSERY: "pouponniere pouponniere_a_caractere_social",
        OrganizationKind.CHILDREN_HOME: "mecs maison_d_enfants foyer foyer_de_l_enfance",
        OrganizationKind.SERVICE: "service service_ase ase",
        OrganizationKind.PMI: "pmi",
        OrganizationKind.PRACTICE: "cabinet cabinet_liberal liberal",
        OrganizationKind.OTHER: "autre",
    }
)

ROLES: Final = Vocabulary(
    {
        Role.COORDINATOR: "coordination coordinateur coordinatrice coordonnateur coordonnatrice",
        Role.PHYSICIAN: "medecin pediatre",
        Role.NURSE: "infirmier infirmiere infirmier_e puericultrice puericulteur",
        Role.PSYCHOLOGIST: "psychologue",
        Role.PSYCHOMOTRICIAN: "psychomotricien psychomotricienne psychomotricien_ne",
        Role.CARER: "maternant maternante maternant_e assistant_familial assistante_familiale",
        Role.OTHER: "autre orthophoniste kinesitherapeute ergotherapeute orthoptiste",
        Role.KEY_WORKER: "referent_ase referente_ase referent_e_ase referent referente",
    }
)

SEXES: Final = Vocabulary(
    {
        Sex.FEMALE: "F feminin fille femme",
        Sex.MALE: "M masculin garcon homme",
        Sex.INDETERMINATE: "I indetermine intersexe",
    }
)

YES_OR_NO: Final = Vocabulary(
    {True: "oui o yes y vrai true 1 x", False: "non n no faux false 0"},
)

PLACEMENT_KINDS: Final = Vocabulary(
    {
        PlacementKind.RESIDENTIAL_NURSERY: "pouponniere",
        PlacementKind.FOSTER_FAMILY: "famille_accueil assistant_familial assistante_familiale",
        PlacementKind.MECS: "mecs",
        PlacementKind.PARENT_CHILD_CENTRE: "centre_maternel centre_parental",
        PlacementKind.TRUSTED_PERSON: "tiers_digne_de_confiance tdc tiers",
        PlacementKind.HOME: "domicile retour_domicile domicile_parental",
        PlacementKind.DARF: "darf",
        PlacementKind.ADOPTION: "adoption famille_adoptive",
        PlacementKind.HOME_SUPPORTED: "domicile_avec_aemo domicile_avec_aed domicile_avec_pead pead",
        PlacementKind.HEALTH: "etablissement_de_sante hopital etablissement_medico_social pouponniere_medicale",
        PlacementKind.OTHER: "autre",
        PlacementKind.UNKNOWN: "inconnu",
    }
)

SCALES: Final = Vocabulary(
    {
        ScaleCode.ASQ_3: "ASQ-3 ASQ3 ASQ",
        ScaleCode.ASQ_SE: "ASQ-SE ASQSE ASQ-SE-1",
        ScaleCode.ASQ_SE_2: "ASQ-SE-2 ASQ-SE2 ASQSE-2 ASQSE2",
    }
)

DOMAIN_COLUMNS: Final[Mapping[str, Domain]] = MappingProxyType(
    {
        "communication": Domain.COMMUNICATION,
        "motricite_globale": Domain.GROSS_MOTOR,
        "motricite_fine": Domain.FINE_MOTOR,
        "resolution_problemes": Domain.PROBLEM_SOLVING,
        "individuel_social": Domain.PERSONAL_SOCIAL,
        "total": Domain.TOTAL,
    }
)
"""The columns of `echelles.csv` and the domains of the scales."""

CARE_KINDS: Final = Vocabulary(
    {
        CareKind.PSYCHOMOTOR: "psychomotricite psychomotricien psychomotricienne",
        CareKind.PSYCHOLOGY: "psychologie psychologue",
    }
)

PAYERS: Final = Vocabulary(
    {
        Payer.PEGASE: "pegase forfait_pegase",
        Payer.DEPARTMENT: "departement conseil_departemental",
        Payer.COMMON_LAW: "droit_commun",
        Payer.INTERNAL: "interne",
        Payer.OTHER: "autre",
    }
)
