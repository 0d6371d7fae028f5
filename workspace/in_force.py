"""Commands that put dated numbers in force: references of growth, bounds of scales, rates, protocols."""

import argparse
import os
from dataclasses import replace

from workspace.dossier.assessment.named import known
from workspace.dossier.care import rates
from workspace.dossier.growth import practice
from workspace.dossier.growth.model import Indicator
from workspace.dossier.health import calendars
from workspace.dossier.protocol import applying
from workspace.dossier.protocol.faults import DefinitionRefused
from workspace.dossier.protocol.wording import impact_in_words
from workspace.dossier.scales import service as scales
from workspace.dossier.scales import thresholds as scale_thresholds
from workspace.errors import Invalid, NotFound
from workspace.i18n import gettext
from workspace.installation import installation
from workspace.mandate import Refused, Tools, errand
from workspace.network import service as network


async def run_growth(asked: argparse.Namespace) -> int:
    """Load another reference than WHO, go back to WHO, or say until when an early birth is corrected."""
    async with installation(os.environ) as settings, errand(settings, "import") as tools:
        try:
            if asked.indicator == "early-birth":
                await practice.correct_very_preterm(tools.errand, asked.months, vault=tools.vault)
            else:
                await practice.load_reference(
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
    print("In force from now on, on every curve.")
    return 0


async def run_thresholds(asked: argparse.Namespace) -> int:
    """Put new numbers of the scales in force, or list what is; results already read keep theirs."""
    chosen = (asked.bounds, asked.at_cutoff, asked.local_watch)
    if any(chosen) and not (asked.by and asked.edition):
        raise Refused("Say who read the numbers and in which edition: --by and --edition.")
    try:
        bounds = (
            scale_thresholds.parse_bounds(asked.bounds.read_text(encoding="utf-8"))
            if asked.bounds
            else None
        )
    except Invalid as error:
        said = (f"{place}: {gettext(words)}" for place, words in error.fields.items())
        raise Refused("\n".join(said)) from error
    async with installation(os.environ) as settings, errand(settings, "import") as tools:
        if any(chosen):
            new = scale_thresholds.changed(
                await scales.threshold_sets(tools.errand, vault=tools.vault),
                bounds=bounds,
                at_cutoff=asked.at_cutoff,
                local_watch=asked.local_watch,
            )
            checked_by = asked.checked_by or ("" if asked.bounds else new.checked_by)
            new = replace(new, entered_by=asked.by, edition=asked.edition, checked_by=checked_by)
            await scales.add_thresholds(tools.errand, new, clock=tools.clock, vault=tools.vault)
        known = await scales.threshold_sets(tools.errand, vault=tools.vault)
    for each in known or (scale_thresholds.CARRIED,):
        print(scale_thresholds.in_words(each))
    return 0


async def run_rates(asked: argparse.Namespace) -> int:
    """Say what a programme pays by a file, and whom it concerns; put it in force when that was asked."""
    async with installation(os.environ) as settings, errand(settings, "import") as tools:
        try:
            text = asked.file.read_text(encoding="utf-8-sig")
            if asked.act == "apply":
                change = await rates.apply(tools.errand, text, clock=tools.clock, vault=tools.vault)
            else:
                change = await rates.check(tools.errand, text, clock=tools.clock)
        except Invalid as error:
            said = (f"{place}: {gettext(words)}" for place, words in error.fields.items())
            raise Refused("\n".join(said)) from error
        except UnicodeDecodeError as error:
            raise Refused(f"{asked.file} cannot be read as a text in UTF-8.") from error
    for line in rates.in_words(change):
        print(line)
    print(
        gettext("Written.")
        if asked.act == "apply"
        else gettext("Nothing was written: this was a dry run.")
    )
    return 0


async def run_vaccines(asked: argparse.Namespace) -> int:
    """Say what a calendar of vaccinations changes; put it in force from its day on when that was asked."""
    async with installation(os.environ) as settings, errand(settings, "import") as tools:
        try:
            text = asked.file.read_text(encoding="utf-8-sig")
            change = (
                await calendars.apply(tools.errand, text, clock=tools.clock, vault=tools.vault)
                if asked.act == "apply"
                else await calendars.check(tools.errand, text, clock=tools.clock)
            )
        except Invalid as error:
            said = (f"{place}: {gettext(words)}" for place, words in error.fields.items())
            raise Refused("\n".join(said)) from error
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"{asked.file} cannot be read as a text in UTF-8.") from error
    for line in calendars.in_words(change):
        print(line)
    is_dry = asked.act != "apply"
    print(gettext("Nothing was written: this was a dry run.") if is_dry else gettext("Written."))
    return 0


async def run_protocol(asked: argparse.Namespace) -> int:
    """Say whom a change of protocol concerns; apply it when that was asked."""
    async with installation(os.environ) as settings, errand(settings, "import") as tools:
        try:
            found = await _proposed(tools, asked)
        except DefinitionRefused as error:
            for fault in error.faults:
                print(
                    f"{gettext(fault.place)}: {gettext(fault.message, **fault.params)}"
                    f" {gettext(fault.remedy, **fault.params)}"
                )
            raise Refused(gettext("Nothing was written: the definition holds errors.")) from error
        except Invalid as error:
            said = " ".join(gettext(message) for message in error.fields.values())
            raise Refused(said) from error
        except NotFound as error:
            raise Refused(f"No establishment has the code {asked.establishment}.") from error
        names = {each.id: each.name for each in await network.organizations()}
        book, _ = await applying.known(tools.errand.actor)
    for line in impact_in_words(found, names, book):
        print(line)
    is_dry = asked.act == "check" or (asked.act == "choose" and asked.dry_run)
    print(gettext("Nothing was written: this was a dry run.") if is_dry else gettext("Written."))
    return 0


async def _proposed(tools: Tools, asked: argparse.Namespace) -> applying.Proposal:
    work: applying.Work = {"clock": tools.clock, "vault": tools.vault}
    if asked.act == "choose":
        where = None
        if asked.establishment:
            where = await network.organization_coded(asked.establishment, vault=tools.vault)
        choose = applying.check_choice if asked.dry_run else applying.choose
        return await choose(
            tools.errand, asked.programme, asked.set, where, valid_from=asked.since, **work
        )
    text = asked.file.read_text(encoding="utf-8")
    if asked.act == "apply":
        return await applying.apply(
            tools.errand, text, valid_from=asked.since, known=known(), **work
        )
    return await applying.check(tools.errand, text, valid_from=asked.since, known=known(), **work)
