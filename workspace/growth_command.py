"""`grenier growth`: what curves are read against, by the operator."""

import argparse
import os
import sys

from workspace.commands import Refused, errand
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import Indicator
from workspace.errors import Invalid
from workspace.i18n import gettext
from workspace.installation import installation


async def run_growth(asked: argparse.Namespace) -> int:
    """Load another reference than WHO, go back to WHO, or say until when an early birth is corrected."""
    async with installation(os.environ) as settings, errand(settings, "import") as tools:
        try:
            if asked.indicator == "early-birth":
                await growth.correct_very_preterm(tools.errand, asked.months, vault=tools.vault)
            else:
                await growth.load_reference(
                    tools.errand,
                    Indicator(asked.indicator),
                    asked.file.read_text("utf-8-sig") if asked.file else "",
                    name=asked.name,
                    version=asked.edition,
                    vault=tools.vault,
                )
        except Invalid as error:
            raise Refused(" ".join(map(gettext, error.fields.values()))) from error
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"{asked.file} cannot be read as a table in UTF-8.") from error
    sys.stdout.write("In force from now on, on every curve.\n")
    return 0
