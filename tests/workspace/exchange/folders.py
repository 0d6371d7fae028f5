"""Makes whole territories: any number of children and establishments, every line valid, one seed."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from workspace.dossier.protocol.definitions import protocol
from workspace.dossier.protocol.windows import window
from workspace.dossier.record.ages import add_months, age_on
from workspace.dossier.scales.model import ScaleCode
from workspace.dossier.scales.rules import expected_questionnaire, scale_age
from workspace.exchange.columns import SHEETS

PAS_DE_CALAIS = Path(__file__).parents[3] / "workspace" / "demo" / "territory"
"""The folder given with the format: the territory of the demonstration."""

OPENED = date(2021, 7, 1)
LAST_DAY = date(2025, 8, 31)

FAMILIES = [
    "Alluin",
    "Bailleul",
    "Bouchet",
    "Boulanger",
    "Delattre",
    "Dubreucq",
    "Duriez",
    "Fontaine",
    "Fournez",
    "Gosselin",
    "Hermant",
    "Hocquet",
    "Lecocq",
    "Lefèvre",
    "Marquis",
    "Millet",
    "Payen",
    "Quesnel",
    "Ricard",
    "Roussel",
    "Saïdi",
    "Sénéchal",
    "Tellier",
    "Ulrich",
    "Vasseur",
    "Zielinski",
]
GIVEN = [
    "Alma",
    "Ambre",
    "Basile",
    "Capucine",
    "Côme",
    "Eden",
    "Élise",
    "Emma",
    "Gabriel",
    "Ibrahim",
    "Ilyan",
    "Iris",
    "Isaac",
    "Juliette",
    "Kaïs",
    "Léo",
    "Lina",
    "Lou",
    "Louise",
    "Maël",
    "Nour",
    "Noé",
    "Sacha",
    "Soline",
    "Théo",
    "Zélie",
]
TEAM = {
    "COO": ("coordination", 1),
    "MED": ("medecin", 3),
    "INF": ("infirmier", 2),
    "PSY": ("psychologue", 2),
    "PMT": ("psychomotricien", 4),
    "MAT": ("maternant", 6),
    "REF": ("referent_ase", 3),
}
DEPARTMENTS = ["62", "59", "80", "49", "44", "35", "2A", "974"]

Row = dict[str, str]
Tables = dict[str, list[Row]]


def french(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def comma(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


def generate(*, children: int, establishments: int, seed: int = 1) -> Tables:
    """Return the rows of every file; `children` at most 2,000 (one birth a day)."""
    territory = _Territory(Random(seed), establishments)  # noqa: S311 - no secret, the same every time
    for number in range(1, children + 1):
        territory.add_child(f"T{number:04}")
    return territory.tables


def rendered(
    rows: Sequence[Row],
    *,
    separator: str = ";",
    newline: str = "\r\n",
    spell: Callable[[str], str] = str,
    columns: Sequence[str] | None = None,
) -> str:
    """Return the text of one file; `spell` rewrites each header."""
    names = columns or list(rows[0])
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=newline)
    writer.writerow([spell(name) for name in names])
    writer.writerows([row[name] for name in names] for row in rows)
    return text.getvalue()


def cut_by_excel(rows: Sequence[str]) -> list[str]:
    """Take off the last separators of rows, sixteen at a time, where nothing follows in any of the sixteen."""
    batches = [rows[start : start + 16] for start in range(0, len(rows), 16)]
    spare = [min(len(row) - len(row.rstrip(";")) for row in batch) for batch in batches]
    return [
        row[: len(row) - cut] for batch, cut in zip(batches, spare, strict=True) for row in batch
    ]


def write_tables(path: Path, tables: Tables) -> Path:
    for file, rows in tables.items():
        (path / file).write_text(rendered(rows), encoding="utf-8-sig", newline="")
    return path


def read_tables(path: Path) -> Tables:
    """Read a folder written as `write_tables` writes."""
    return {
        sheet.file: list(
            csv.DictReader(
                (path / sheet.file).read_text(encoding="utf-8-sig").splitlines(), delimiter=";"
            )
        )
        for sheet in SHEETS
    }


@dataclass(frozen=True)
class _Child:
    code: str
    house: str
    born: date
    term: int
    admitted: date
    until: date
    """The last day something is done: the end of the follow-up or of the territory."""


class _Territory:
    def __init__(self, random: Random, establishments: int) -> None:
        self._random = random
        self._births: set[date] = set()
        self.houses = [f"M{number:02}" for number in range(1, establishments + 1)]
        self.tables: Tables = {sheet.file: [] for sheet in SHEETS}
        self.tables["etablissements.csv"] = [self._house(code) for code in self.houses]
        self.tables["professionnels.csv"] = [
            row for code in self.houses for row in self._team(code)
        ]

    def _row(self, file: str, **values: object) -> None:
        columns = next(sheet.columns for sheet in SHEETS if sheet.file == file)
        assert values.keys() <= set(columns)
        row = {column: str(values.get(column, "")) for column in columns}
        self.tables[file].append(row)

    def _house(self, code: str) -> Row:
        return {
            "code": code,
            "nom": f"Maison {code}",
            "type": "pouponniere",
            "departement": self._random.choice(DEPARTMENTS),
            "entree_programme": french(OPENED),
        }

    def _team(self, house: str) -> Iterator[Row]:
        for prefix, (role, count) in TEAM.items():
            for number in range(1, count + 1):
                code = f"{house}-{prefix}{number}"
                yield {
                    "code": code,
                    "nom": self._random.choice(FAMILIES),
                    "prenom": self._random.choice(GIVEN),
                    "role": role,
                    "etablissement": house,
                    "specialite": "pédiatrie" if role == "medecin" else "",
                    "interne": "non" if role == "psychomotricien" else "oui",
                    "courriel": f"{code.lower()}@exemple.invalid",
                    "telephone": f"03 00 00 00 {self._random.randrange(100):02}",
                    "convention_signee_le": french(OPENED),
                    "formation_le": french(OPENED + timedelta(days=self._random.randrange(300))),
                }

    def _someone(self, child: _Child, prefix: str) -> str:
        return f"{child.house}-{prefix}{self._random.randint(1, TEAM[prefix][1])}"

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self._random.randint(0, (last - first).days))

    def _new_birth(self, admitted: date) -> date:
        while True:
            born = self._day(add_months(admitted, -59), admitted)
            if born not in self._births:
                self._births.add(born)
                return born

    def add_child(self, code: str) -> None:
        admitted = self._day(OPENED, LAST_DAY - timedelta(days=1))
        ended = (
            self._day(admitted, LAST_DAY - timedelta(days=1))
            if self._random.random() < 0.1
            else None
        )
        child = _Child(
            code=code,
            house=self._random.choice(self.houses),
            born=self._new_birth(admitted),
            term=self._random.choice([29, 34, 36, 38, 39, 40, 40, 41]),
            admitted=admitted,
            until=ended or LAST_DAY,
        )
        self._add_identity(child, ended)
        self._add_placements(child)
        for number, day in self._assessments(child):
            self._add_assessment(child, number, day)
        self._add_sessions(child)

    def _add_identity(self, child: _Child, ended: date | None) -> None:
        self._row(
            "enfants.csv",
            code=child.code,
            nom=self._random.choice(FAMILIES),
            prenom=self._random.choice(GIVEN),
            sexe=self._random.choice("FM"),
            date_naissance=french(child.born),
            terme_semaines=child.term,
            poids_naissance_g=self._random.randint(1200, 4200),
            taille_naissance_cm=comma(self._random.uniform(40, 54)),
            pc_naissance_cm=comma(self._random.uniform(29, 37)),
            admission_le=french(child.admitted),
            etablissement=child.house,
            departement=self._random.choice(DEPARTMENTS),
            fin_suivi_le=french(ended) if ended else "",
            motif_fin_suivi="retour en famille, suivi interrompu" if ended else "",
        )

    def _add_placements(self, child: _Child) -> None:
        moved = self._day(child.admitted, child.until)
        stays = moved == child.admitted or self._random.random() < 0.3
        goes = "famille_accueil" if self._random.random() < 0.8 else "domicile"
        last = french(child.until) if child.until < LAST_DAY else ""
        self._row(
            "placements.csv",
            enfant=child.code,
            type="pouponniere",
            lieu=f"Maison {child.house}",
            debut=french(child.admitted),
            fin=last if stays else french(moved),
        )
        if not stays:
            lieu = f"Famille {self._random.choice(FAMILIES)}"
            self._row(
                "placements.csv",
                enfant=child.code,
                type=goes,
                lieu=lieu,
                debut=french(moved),
                fin=last,
            )

    def _assessments(self, child: _Child) -> Iterator[tuple[int, date]]:
        """Yield the number and the day of each one done, inside its window."""
        done = protocol()
        for step in done.steps:
            span = window(done, step, birth=child.born, admitted=child.admitted)
            first, last = max(span.opens_on, child.admitted), min(span.closes_on, child.until)
            if first <= last and self._random.random() < 0.9:
                yield step.number, self._day(first, last)

    def _add_assessment(self, child: _Child, number: int, day: date) -> None:
        months = age_on(child.born, day).months
        self._row(
            "bilans.csv",
            enfant=child.code,
            numero=number,
            date=french(day),
            medecin=self._someone(child, "MED"),
            poids_kg=comma(3.5 + months * 0.2),
            taille_cm=comma(50 + months * 0.8),
            pc_cm=comma(35 + months * 0.2),
        )
        if number > 1:
            self._add_scales(child, day)

    def _add_scales(self, child: _Child, day: date) -> None:
        age = scale_age(child.born, term_weeks=child.term, on=day).used
        scores = ("communication", "motricite_globale", "motricite_fine", "resolution_problemes")
        for code in (ScaleCode.ASQ_SE_2, ScaleCode.ASQ_3):
            form = expected_questionnaire(code, age)
            if form is not None:
                single = code is ScaleCode.ASQ_SE_2
                columns = ("total",) if single else (*scores, "individuel_social")
                points = {column: 5 * self._random.randint(0, 12) for column in columns}
                self._row(
                    "echelles.csv",
                    enfant=child.code,
                    outil=code.value,
                    questionnaire_mois=form.months,
                    date=french(day),
                    rempli_par=self._someone(child, "MAT"),
                    **points,
                )

    def _add_sessions(self, child: _Child) -> None:
        spare = [
            child.admitted + timedelta(days=n) for n in range((child.until - child.admitted).days)
        ]
        for kind, prefix, most in (("psychomotricite", "PMT", 14), ("psychologie", "PSY", 5)):
            for day in sorted(self._random.sample(spare, min(most, len(spare)))):
                self._row(
                    "seances.csv",
                    enfant=child.code,
                    type=kind,
                    date=french(day),
                    professionnel=self._someone(child, prefix),
                    financeur=self._random.choice(["pegase", "pegase", "departement", "interne"]),
                    duree_min=45,
                )
