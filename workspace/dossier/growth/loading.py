"""Another reference than WHO, from the text of a table: read, checked, and kept in memory. No I/O."""

import csv
from collections import defaultdict
from functools import lru_cache

from workspace.dossier.growth.model import Indicator
from workspace.dossier.growth.reference import LMS, Reference
from workspace.dossier.record.model import Sex
from workspace.errors import Invalid
from workspace.i18n import N_

COLUMNS = ("sex", "age_days", "L", "M", "S")
SEXES = {"f": Sex.FEMALE, "female": Sex.FEMALE, "2": Sex.FEMALE}
SEXES |= {"m": Sex.MALE, "male": Sex.MALE, "1": Sex.MALE}
LARGEST_BYTES = 4_000_000
LAST_DAY = 20 * 366
DEVIATIONS = 3
BY_AGE = frozenset(Indicator) - {Indicator.PROPORTION}


@lru_cache(maxsize=16)
def read_reference(content: str, *, indicator: Indicator, name: str, version: str) -> Reference:
    """Return the reference a CSV holds: sex (F, M), age_days, L, M, S; a decimal comma is read too.

    Raises Invalid with field `content` for a column that is missing, a line that cannot be read or
    a curve that cannot be, naming the line.
    """
    if indicator not in BY_AGE:
        raise Invalid({"indicator": N_("Only a reference by age can be loaded.")})
    if not name.strip() or not version.strip():
        raise Invalid({"name": N_("A reference has a name and a version: curves show them.")})
    separator = ";" if ";" in content.partition("\n")[0] else ","
    lines = csv.DictReader(content.lstrip("\ufeff").splitlines(), delimiter=separator)
    if not set(COLUMNS) <= set(lines.fieldnames or ()):
        raise Invalid({"content": N_("The columns are sex, age_days, L, M and S.")})
    rows: dict[Sex, dict[int, LMS]] = defaultdict(dict)
    for line in lines:
        sex, day, read = _row(line)
        rows[sex][day] = read
    if not rows:
        raise Invalid({"content": N_("This table holds no line.")})
    return Reference(
        indicator=indicator,
        name=name.strip(),
        version=version.strip(),
        rows={sex: sorted(of_sex.items()) for sex, of_sex in rows.items()},
    )


def _row(line: dict[str, str]) -> tuple[Sex, int, LMS]:
    try:
        sex = SEXES[line["sex"].strip().casefold()]
        day = int(line["age_days"])
        power, median, variation = (float(line[name].replace(",", ".")) for name in "LMS")
    except (KeyError, ValueError, AttributeError):
        raise Invalid({"content": N_("A line of this table cannot be read.")}) from None
    row = LMS(power=power, median=median, variation=variation)
    spreads = (1 + power * variation * z for z in (-DEVIATIONS, DEVIATIONS))
    if not (0 <= day <= LAST_DAY and median > 0 and variation > 0 and all(s > 0 for s in spreads)):
        raise Invalid({"content": N_("A line of this table cannot be a reference.")})
    return sex, day, row
