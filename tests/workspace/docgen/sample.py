"""An invented child, Lou, whose projet pour l'enfant has something in every automatic section."""

from datetime import date

from workspace.docgen.ppe.model import (
    Action,
    AssessmentComing,
    AssessmentDone,
    CareTeamMember,
    ChildIdentity,
    DocumentReference,
    GrowthFigure,
    GrowthPoint,
    HolderOfAuthority,
    ImportantPerson,
    LifeDomain,
    Period,
    Placement,
    PPESource,
    ProtectionMeasure,
    Recipient,
    ScaleResult,
    SessionSummary,
    Sibling,
)

NURSERY = "Pouponni\u00e8re Les Tilleuls"
FOSTER_HOME = "Chez Mme Delmotte, B\u00e9thune"

POINTS = (
    GrowthPoint(
        measured_on=date(2023, 6, 15),
        weight=5.1,
        weight_z=-1.6,
        height=58.0,
        height_z=-1.2,
        head=39.5,
        head_z=-0.8,
    ),
    GrowthPoint(
        measured_on=date(2023, 12, 4),
        weight=7.25,
        weight_z=-1.3,
        height=67.5,
        height_z=-0.9,
        head=43.9,
        head_z=-0.4,
    ),
    GrowthPoint(
        measured_on=date(2024, 6, 10),
        weight=8.9,
        weight_z=-1.0,
        height=75.2,
        height_z=-0.8,
        head=46.0,
        head_z=0.0,
    ),
    GrowthPoint(
        measured_on=date(2025, 3, 4), weight=11.4, weight_z=-0.4, height=86.1, height_z=-0.5
    ),
)


def curve(title: str, heights: tuple[float, ...], unit: str) -> str:
    """Draw a small curve: enough to look at, not the growth room's own."""
    low, high = min(heights), max(heights)
    dots = [(60 + i * 150, 200 - (h - low) / (high - low) * 150) for i, h in enumerate(heights)]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in dots)
    marks = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="#1d5b57"/>' for x, y in dots)
    band = "".join(
        f'<path d="M50 {190 - k * 38} C 200 {120 - k * 30}, 400 {90 - k * 28}, 560 {70 - k * 26}" fill="none" stroke="#c9c2b4" stroke-dasharray="{3 + k} 3"/>'
        for k in range(3)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 240" width="600" height="240">'
        "<style>text { font-family: system-ui, sans-serif; font-size: 12px }</style>"
        '<line x1="50" x2="570" y1="210" y2="210" stroke="#20242c"/>'
        f'<line x1="50" x2="50" y1="20" y2="210" stroke="#20242c"/>{band}'
        f'<polyline points="{line}" fill="none" stroke="#1d5b57" stroke-width="2"/>{marks}'
        f'<text x="58" y="18">{title} ({unit})</text><text x="530" y="230">\u00e2ge</text></svg>'
    )


def _actions() -> tuple[Action, ...]:
    return (
        Action(
            action="Psychomotricit\u00e9 une fois par semaine, sur orientation du m\u00e9decin",
            domain=LifeDomain.HEALTH,
            need="Tonus et \u00e9quilibre",
            goal="Marcher dehors en donnant la main",
            toward="Enfant",
            who="Am\u00e9lie Roussel, psychomotricienne",
            starts_on=date(2025, 3, 10),
            ends_on=date(2025, 9, 10),
            indicator="dix pas seule",
            state="En cours",
        ),
        Action(
            action="Contr\u00f4le auditif",
            domain=LifeDomain.HEALTH,
            need="Langage",
            toward="Enfant",
            who="CAMSP",
            starts_on=date(2024, 9, 1),
            ends_on=date(2025, 1, 31),
            state="Demand\u00e9",
            late_reason="aucun rendez-vous avant avril",
        ),
        Action(
            action="Visite m\u00e9diatis\u00e9e un mercredi sur deux",
            domain=LifeDomain.FAMILY,
            need="Garder le lien avec sa m\u00e8re",
            goal="Reconna\u00eetre sa m\u00e8re et s\u2019apaiser avec elle",
            toward="Enfant, parents",
            who="Service de visites",
            starts_on=date(2025, 1, 8),
            ends_on=date(2025, 12, 31),
            state="En cours",
        ),
        Action(
            action="Deux matin\u00e9es par semaine \u00e0 la halte-garderie",
            domain=LifeDomain.SCHOOLING,
            need="Jouer avec d\u2019autres enfants",
            toward="Environnement",
            who="Mme Delmotte",
            starts_on=date(2025, 4, 1),
            state="\u00c0 commencer",
        ),
    )


FOSTER = Placement(kind="Famille d\u2019accueil", place=FOSTER_HOME, starts_on=date(2024, 2, 12))
IDENTITY = ChildIdentity(
    given_name="Lou",
    family_name="Vermeersch-Ha\u00ffne",
    birth_date=date(2023, 3, 14),
    sex="F\u00e9minin",
)
HOLDERS = (
    HolderOfAuthority(name="Ga\u00eblle Vermeersch", relation="M\u00e8re"),
    HolderOfAuthority(
        name="\u00c9ric Ha\u00ffne",
        relation="P\u00e8re",
        restriction="Exercice retir\u00e9 pour les d\u00e9cisions de sant\u00e9",
        decided_on=date(2024, 11, 7),
    ),
)
SIBLINGS = (
    Sibling(
        name="No\u00e9 Vermeersch",
        birth_date=date(2020, 7, 2),
        lives_at="Chez sa grand-m\u00e8re maternelle",
    ),
)
PLACEMENTS = (
    Placement(
        kind="Pouponni\u00e8re",
        place=NURSERY,
        starts_on=date(2023, 5, 2),
        ends_on=date(2024, 2, 11),
    ),
    FOSTER,
)
CARE_TEAM = (
    CareTeamMember(
        name="Sylvie Delmotte",
        role="Assistante familiale",
        organization="Service de placement familial de B\u00e9thune",
        at_placement=True,
    ),
    CareTeamMember(
        name="Dr Hugo Lef\u00e8vre", role="M\u00e9decin", organization="PMI d\u2019Arras"
    ),
    CareTeamMember(
        name="Am\u00e9lie Roussel",
        role="Psychomotricienne",
        organization="Cabinet lib\u00e9ral",
    ),
)
MEASURES = (
    ProtectionMeasure(
        kind="Placement \u00e0 l\u2019aide sociale \u00e0 l\u2019enfance (assistance \u00e9ducative)",
        authority="Juge des enfants, tribunal judiciaire d\u2019Arras",
        decided_on=date(2024, 11, 7),
        starts_on=date(2024, 11, 10),
        ends_on=date(2025, 11, 9),
        objectives="Garantir la s\u00e9curit\u00e9 de Lou et soutenir sa m\u00e8re dans les soins quotidiens.",
        contact_rights="Visite m\u00e9diatis\u00e9e d\u2019une heure, un mercredi sur deux",
        next_hearing_on=date(2025, 10, 15),
    ),
)
ASSESSMENTS_DONE = (
    AssessmentDone(
        label="Bilan d\u2019entr\u00e9e",
        done_on=date(2023, 6, 15),
        by="Dr Hugo Lef\u00e8vre",
    ),
    AssessmentDone(label="Bilan des 24 mois", done_on=date(2025, 3, 4), by="Dr Hugo Lef\u00e8vre"),
)
ASSESSMENTS_COMING = (
    AssessmentComing(
        label="Bilan des 30 mois", opens_on=date(2025, 8, 14), closes_on=date(2025, 10, 14)
    ),
)
GROWTH_FIGURES = (
    GrowthFigure(
        svg=curve("Poids", (5.1, 7.25, 8.9, 11.4), "kg"),
        alt="Courbe de poids de Lou : de 5,1 kg \u00e0 3 mois \u00e0 11,4 kg \u00e0 23 mois, z-score de \u22121,6 \u00e0 \u22120,4.",
        caption="Poids selon l\u2019\u00e2ge, compar\u00e9 \u00e0 la r\u00e9f\u00e9rence de l\u2019OMS",
    ),
    GrowthFigure(
        svg=curve("Taille", (58.0, 67.5, 75.2, 86.1), "cm"),
        alt="Courbe de taille de Lou : de 58 cm \u00e0 3 mois \u00e0 86,1 cm \u00e0 23 mois.",
        caption="Taille selon l\u2019\u00e2ge, compar\u00e9e \u00e0 la r\u00e9f\u00e9rence de l\u2019OMS",
    ),
)
SCALES = (
    ScaleResult(
        tool="ASQ-3",
        interval="24 mois",
        scored_on=date(2025, 3, 4),
        domain="Communication",
        total="35 sur 60",
        class_label="\u00c0 surveiller",
    ),
    ScaleResult(
        tool="ASQ-3",
        interval="24 mois",
        scored_on=date(2025, 3, 4),
        domain="Motricit\u00e9 globale",
        total="50 sur 60",
        class_label="Attendu",
    ),
)
SESSIONS = (
    SessionSummary(kind="Psychomotricit\u00e9", count=8, ceiling=35, payer="Forfait PEGASE"),
    SessionSummary(kind="Orthophonie", count=0, payer="Assurance maladie"),
)
DOCUMENTS = (
    DocumentReference(title="Jugement en assistance \u00e9ducative", dated_on=date(2024, 11, 7)),
)
RECIPIENTS = (
    Recipient(
        name="Ga\u00eblle Vermeersch",
        capacity="M\u00e8re",
        extent="Document entier",
        handed_on=date(2025, 3, 12),
        how="En main propre",
    ),
    Recipient(
        name="\u00c9ric Ha\u00ffne",
        capacity="P\u00e8re",
        extent="Document entier",
        handed_on=date(2025, 3, 14),
        refused=True,
    ),
)


def lou() -> PPESource:
    return PPESource(
        department="D\u00e9partement du Pas-de-Calais",
        organization="Maison du d\u00e9partement solidarit\u00e9 de l\u2019Artois \u2013 Aide sociale \u00e0 l\u2019enfance",
        child=IDENTITY,
        version=2,
        drafted_on=date(2025, 3, 4),
        period=Period(starts_on=date(2025, 3, 1), ends_on=date(2025, 8, 31)),
        next_update_on=date(2025, 9, 4),
        holders=HOLDERS,
        siblings=SIBLINGS,
        important_people=(
            ImportantPerson(name="Monique Vermeersch", relation="Grand-m\u00e8re maternelle"),
        ),
        placements=PLACEMENTS,
        current_placement=FOSTER,
        school="Halte-garderie Les Lutins",
        care_team=CARE_TEAM,
        key_worker="Karim Benali, r\u00e9f\u00e9rent ASE",
        coordinator="Jeanne Mercier, coordinatrice PEGASE",
        attending_physician="Dr Nadia Caron, Arras",
        measures=MEASURES,
        assessments_done=ASSESSMENTS_DONE,
        assessments_coming=ASSESSMENTS_COMING,
        growth=POINTS,
        growth_figures=GROWTH_FIGURES,
        scales=SCALES,
        sessions=SESSIONS,
        actions=_actions(),
        documents=DOCUMENTS,
        recipients=RECIPIENTS,
        written={
            "health.holders": "Lou dort mieux depuis No\u00ebl.\n\nJe voudrais \u00eatre pr\u00e9venue avant chaque rendez-vous.",
            "health.child": "(observ\u00e9) Lou montre du doigt ce qu\u2019elle veut et rit quand on chante.",
        },
    )
