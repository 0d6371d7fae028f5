"""What the health certificates ask, read from the data file beside this one: another list is another file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from workspace.i18n import N_

LABELS = (
    N_("Health certificate of the 8th day"),
    N_("Health certificate of the 9th month"),
    N_("Health certificate of the 24th month"),
    N_("Mother and pregnancy"),
    N_("Labour and birth"),
    N_("First week"),
    N_("The child's setting"),
    N_("Since the birth"),
    N_("The examination"),
    N_("Vaccinations"),
    N_("Conclusion"),
    N_("Occupation of the parents"),
    N_("Children at home"),
    N_("Childcare"),
    N_("Breastfeeding, in weeks"),
    N_("Comment"),
)
"""The words of the data file, marked for translation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateSection:
    title: str
    """msgid"""
    rows: tuple[str, ...]
    """`part.field`, `=reckoned` or `?words`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    code: str
    exam: str
    """Of the compulsory examination it goes with."""
    title: str
    """msgid"""
    sections: tuple[CertificateSection, ...]


@cache
def certificates() -> Mapping[str, Certificate]:
    """Return the certificates by their code, in the order of ages."""
    source = tomllib.loads(
        files(__name__).joinpath("certificates-1.toml").read_text(encoding="utf-8")
    )
    found = (
        Certificate(
            code=each["code"],
            exam=each["exam"],
            title=each["title"],
            sections=tuple(
                CertificateSection(title=part["title"], rows=tuple(part["rows"]))
                for part in each["section"]
            ),
        )
        for each in source["certificate"]
    )
    return {each.code: each for each in found}
