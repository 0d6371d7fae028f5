"""A definition of a programme, read from its text; what is wrong with it, all at once. No I/O."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from workspace.dossier.protocol.blocks import About, Step
from workspace.dossier.protocol.faults import DefinitionRefused, Fault, Values
from workspace.dossier.protocol.model import (
    INITIAL,
    USUAL_FORM,
    Protocol,
    ProtocolStep,
    StepCode,
)
from workspace.dossier.record.model import SightRule
from workspace.i18n import N_

LONGEST_CODE: Final = 8
LONGEST_PROGRAMME: Final = 20
LONGEST_FORM: Final = 16
LONGEST_LABEL: Final = 60
LONGEST_NAME: Final = 60
LONGEST_BY: Final = 120
MOST_MONTHS: Final = 216
"""No assessment of a child beyond their majority."""
HEAD: Final = N_("the head of the file")
HEAD_KEYS: Final = {
    "code",
    "name",
    "by",
    "version",
    "valid_from",
    "example",
    "programme",
    "planning",
    "lost_to_followup",
    "bilan",
}
PROGRAMME_KEYS: Final = {
    "followup_end_age_months",
    "form",
    "admission_before_age_months",
    "bilans_total",
    "initial_due_days_after_admission",
    "initial_replaces_fixed_if_target_within_days",
    "schedule_set",
}
STEP_KEYS: Final = {
    "code",
    "label",
    "sets",
    "target_months",
    "accept_from",
    "accept_to",
    "accept_to_in_set",
    "exam",
    "form",
    "asq3_months",
    "asqse2_months",
    "scales",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """One version of one programme, in each of its sets of ages."""

    programme: str
    """Code, as `Inclusion.programme` has it."""
    name: str
    version: int
    valid_from: date
    example: bool
    """Invented to show what can be written; nobody's protocol."""
    by: str
    """Who decides the programme; empty where nothing says it."""
    default_set: str
    sets: Mapping[str, Protocol]

    def in_set(self, schedule_set: str) -> Protocol:
        """Return the protocol of that set; of the default one when this version has no such set."""
        return self.sets.get(schedule_set, self.sets[self.default_set])


def parse_definition(text: str) -> Definition:
    """Read one version of one programme. Raise DefinitionRefused naming everything that is wrong."""
    try:
        source = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionRefused((_not_toml(error),)) from error
    reader = _Reader()
    found = reader.definition(source)
    if reader.faults or found is None:
        raise DefinitionRefused(tuple(reader.faults))
    return found


def _not_toml(error: tomllib.TOMLDecodeError) -> Fault:
    where = re.search(r"line (\d+), column (\d+)", str(error))
    if where:
        return Fault(
            place=N_("the file"),
            message=N_("It cannot be read at line %(line)s, column %(column)s."),
            remedy=N_("Compare with an example and correct the line it names."),
            params={"line": where[1], "column": where[2]},
        )
    return Fault(
        place=N_("the file"),
        message=N_("It stops before its end."),
        remedy=N_("A quotation mark or a bracket is not closed: compare with an example."),
    )


class _Reader(Values):
    """Reads the parts of a definition and notes what is wrong with each."""

    def definition(self, source: Mapping[str, Any]) -> Definition | None:
        head, about = self._head(source), self._about(source)
        by = self.words(source, HEAD, "by", most=LONGEST_BY) if "by" in source else ""
        steps = self._blocks(source.get("bilan"), about)
        sets = {
            letter: [step for step in steps if letter in step.sets]
            for letter in sorted({letter for step in steps for letter in step.sets})
        }
        for letter, chosen in sets.items():
            self._check_set(letter, chosen, about)
        if steps and about.default_set not in sets:
            self.say(
                "[programme]",
                (
                    N_("No assessment belongs to the set %(set)s."),
                    N_("Choose for schedule_set a set that the assessments name."),
                ),
                set=about.default_set,
            )
        if self.faults or head is None:
            return None
        return Definition(
            programme=head.code,
            name=head.name,
            version=head.version,
            valid_from=head.valid_from,
            example=source.get("example") is True,
            by=by,
            default_set=about.default_set,
            sets={
                letter: _protocol(letter, chosen, about, head) for letter, chosen in sets.items()
            },
        )

    def _head(self, source: Mapping[str, Any]) -> "_Head | None":
        self.check_keys(source, HEAD, HEAD_KEYS)
        code = self.words(source, HEAD, "code", most=LONGEST_PROGRAMME)
        name = self.words({"name": code or "-", **source}, HEAD, "name", most=LONGEST_NAME)
        version = self.number(source, HEAD, "version", least=1, most=9999)
        valid_from = source.get("valid_from")
        if isinstance(valid_from, date) and not isinstance(valid_from, datetime):
            return _Head(code=code, name=name, version=version, valid_from=valid_from)
        wrong = N_("valid_from is not a day."), N_("Write it as 2026-01-31, without quotes.")
        self.say(HEAD, wrong)
        return None

    def _blocks(self, bilans: object, about: About) -> list[Step]:
        entries = bilans if isinstance(bilans, list) else []
        steps = [
            self._step(entry, rank, about)
            for rank, entry in enumerate(entries, start=1)
            if isinstance(entry, Mapping)
        ]
        if not steps:
            wrong = N_("There is no assessment."), N_("Add at least one [[bilan]] block.")
            self.say(HEAD, wrong)
        self._check_codes(steps)
        return steps

    def _about(self, source: Mapping[str, Any]) -> About:
        programme = self.block(source, "programme")
        planning = self.block(source, "planning")
        lost = self.block(source, "lost_to_followup", needed=False)
        place = "[programme]"
        self.check_keys(programme, place, PROGRAMME_KEYS)
        self.check_keys(planning, "[planning]", {"lead_days", "lead_days_under_6m", "gaps_allowed"})
        reach = self.block(programme, "initial_replaces_fixed_if_target_within_days", needed=False)
        sight = SightRule()
        total = admits_before = None
        if "admission_before_age_months" in programme:
            admits_before = self.number(
                programme, place, "admission_before_age_months", least=1, most=MOST_MONTHS
            )
        if "bilans_total" in programme:
            total = self.number(programme, place, "bilans_total", least=1, most=200)
        return About(
            default_set=self.words(
                {"schedule_set": "A", **programme}, place, "schedule_set", most=1
            ),
            total=total,
            initial_due_days=self.number(
                programme, place, "initial_due_days_after_admission", least=1, most=365
            ),
            absorbed_under_12=self.number(
                {"under_12m": 0, **reach}, place, "under_12m", least=0, most=365
            ),
            absorbed=self.number({"over_12m": 0, **reach}, place, "over_12m", least=0, most=365),
            admits_before=admits_before,
            ends_at=self.number(
                programme, place, "followup_end_age_months", least=1, most=MOST_MONTHS
            ),
            lead_days=self.number(planning, "[planning]", "lead_days", least=0, most=365),
            lead_days_young=self.number(
                planning, "[planning]", "lead_days_under_6m", least=0, most=365
            ),
            gaps_allowed=planning.get("gaps_allowed") is True,
            form=self._form(programme, place, USUAL_FORM),
            sight=SightRule(
                missed_in_a_row=self._lost(lost, "missed_in_a_row", sight.missed_in_a_row),
                silence_months=self._lost(lost, "silence_months", sight.silence_months),
                attempts=self._lost(lost, "contact_attempts", sight.attempts),
                attempts_days=self._lost(lost, "contact_attempts_days", sight.attempts_days),
            ),
        )

    def _lost(self, block: Mapping[str, Any], key: str, otherwise: int) -> int:
        return self.number({key: otherwise, **block}, "[lost_to_followup]", key, least=1, most=3650)

    def _step(self, entry: Mapping[str, Any], rank: int, about: About) -> Step:
        place = f"[[bilan]] {rank} ({entry.get('code', '?')})"
        self.check_keys(entry, place, STEP_KEYS)
        sets = self.words({"sets": about.default_set, **entry}, place, "sets", most=26)
        target = opens = closes = None
        if "target_months" in entry:
            target = self.number(entry, place, "target_months", least=0, most=MOST_MONTHS)
            opens = self.age(entry, place, "accept_from")
            closes = self.age(entry, place, "accept_to")
        exceptions = self.block(entry, "accept_to_in_set", needed=False, place=place)
        return Step(
            place=place,
            code=StepCode(self.words(entry, place, "code", most=LONGEST_CODE)),
            label=self.words(entry, place, "label", most=LONGEST_LABEL),
            sets=sets,
            exam=str(entry.get("exam", "")),
            target=target,
            opens=opens,
            closes=closes,
            closes_in={letter: self.age(exceptions, place, letter) for letter in exceptions},
            asq3=self._questionnaire(entry, place, "asq3_months"),
            asqse2=self._questionnaire(entry, place, "asqse2_months"),
            scales=self._scales(entry, place),
            form=self._form(entry, place, about.form),
        )

    def _form(self, block: Mapping[str, Any], place: str, otherwise: str) -> str:
        return self.words({"form": otherwise, **block}, place, "form", most=LONGEST_FORM)

    def _questionnaire(self, entry: Mapping[str, Any], place: str, key: str) -> int | None:
        return self.number(entry, place, key, least=1, most=MOST_MONTHS) if key in entry else None

    def _scales(self, entry: Mapping[str, Any], place: str) -> tuple[str, ...]:
        found = entry.get("scales", [])
        if not isinstance(found, list) or not all(isinstance(code, str) and code for code in found):
            self.say(
                place,
                (
                    N_("scales is not a list of codes."),
                    N_('Write the codes of the scales, such as ["ASQ-3", "ASQ-SE-2"].'),
                ),
            )
            return ()
        return tuple(found)

    def _check_codes(self, steps: list[Step]) -> None:
        seen: set[str] = set()
        for step in steps:
            if step.code in seen:
                self.say(
                    step.place,
                    (
                        N_("Another assessment has the code %(code)s."),
                        N_("Give each assessment a code of its own."),
                    ),
                    code=step.code,
                )
            seen.add(step.code)
            if (step.target is None) != (step.code == INITIAL):
                self.say(
                    step.place,
                    (
                        N_("Only the initial assessment, %(initial)s, has no age."),
                        N_(
                            "Give target_months, accept_from and accept_to, or the code %(initial)s."
                        ),
                    ),
                    initial=INITIAL,
                )

    def _check_set(self, letter: str, steps: list[Step], about: About) -> None:
        place = f"set {letter}"
        if about.total is not None and len(steps) != about.total:
            self.say(
                place,
                (
                    N_("There are %(found)s assessments, bilans_total says %(total)s."),
                    N_("Correct bilans_total, or the sets of the assessments."),
                ),
                found=len(steps),
                total=about.total,
            )
        for step in steps:
            if not step.is_in_its_window(letter):
                self.say(
                    step.place,
                    (
                        N_("The age aimed at is not within accept_from and accept_to."),
                        N_("Correct one of the three ages."),
                    ),
                )
        aged = [step for step in steps if step.opens is not None and step.closes is not None]
        for before, after in pairwise(aged):
            self._check_neighbours(letter, before, after, about)

    def _check_neighbours(self, letter: str, before: Step, after: Step, about: About) -> None:
        assert after.opens is not None
        eve, opens = before.day_after(letter), after.opens
        if opens < eve:
            self.say(
                after.place,
                (
                    N_("Its window begins before the one of %(before)s ends."),
                    N_(
                        "Put the assessments in the order of their ages, with windows that do not overlap."
                    ),
                ),
                before=before.code,
            )
        elif opens > eve and not about.gaps_allowed:
            self.say(
                after.place,
                (
                    N_("There are days between the window of %(before)s and this one."),
                    N_("Let one window begin where the other ends, or write gaps_allowed = true."),
                ),
                before=before.code,
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Head:
    code: str
    name: str
    version: int
    valid_from: date


def _protocol(letter: str, steps: list[Step], about: About, head: _Head) -> Protocol:
    return Protocol(
        code=head.code,
        name=head.name,
        version=head.version,
        schedule_set=letter,
        valid_from=head.valid_from,
        steps=tuple(_steps(letter, steps, about)),
        initial_due_days=about.initial_due_days,
        absorbed_days=about.absorbed,
        absorbed_days_under_12_months=about.absorbed_under_12,
        lead_days=about.lead_days,
        lead_days_under_6_months=about.lead_days_young,
        followed_until_months=about.ends_at,
        admitted_before_months=about.admits_before,
        sight=about.sight,
    )


def _steps(letter: str, steps: list[Step], about: About) -> Iterator[ProtocolStep]:
    for number, step in enumerate(steps, start=1):
        yield ProtocolStep(
            code=step.code,
            number=number,
            label=step.label,
            exam=step.exam,
            target_months=step.target,
            opens=step.opens,
            closes=step.closing(letter),
            asq3_months=step.asq3,
            asqse2_months=step.asqse2,
            scales=step.scales,
            form=step.form,
            lead_days=about.lead(step.target),
            sight=about.sight,
        )
