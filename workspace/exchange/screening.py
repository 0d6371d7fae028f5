"""Assessments against the protocol, questionnaires against their scale. No I/O."""

from collections.abc import Iterator, Mapping
from typing import Final

from workspace.dossier.protocol.model import Protocol
from workspace.dossier.protocol.windows import window
from workspace.dossier.scales.definitions import scale
from workspace.dossier.scales.model import Domain, NewResponse, Questionnaire, Scale
from workspace.dossier.scales.rules import expected_questionnaire, is_expected, scale_age
from workspace.exchange import faults
from workspace.exchange.model import NewAssessment, NewChild, NewScaleResponse
from workspace.exchange.report import Problem, about
from workspace.exchange.vocabulary import DOMAIN_COLUMNS

COLUMNS: Final[Mapping[Domain, str]] = {domain: name for name, domain in DOMAIN_COLUMNS.items()}


def assessment_problems(
    row: NewAssessment, child: NewChild | None, *, protocol: Protocol
) -> Iterator[Problem]:
    """Refuse a number the protocol does not have; flag a day outside the window (caught up).

    `child`: None when nothing is known of the child, or the day is before the birth.
    """
    try:
        step = protocol.numbered(row.number)
    except KeyError:
        last = max(step.number for step in protocol.steps)
        yield about(row, faults.NO_SUCH_NUMBER, "numero", row.number, last=last)
        return
    if child is None:
        return
    born, admitted = child.identity.birth_date, child.admitted_on
    span = window(protocol, step, birth=born, admitted=admitted)
    if row.done_on not in span:
        yield about(
            row,
            faults.OUTSIDE_WINDOW,
            "date",
            row.done_on,
            number=row.number,
            opens=span.opens_on,
            closes=span.closes_on,
        )


def scale_problems(row: NewScaleResponse, child: NewChild | None) -> Iterator[Problem]:
    """Refuse a form or a score that cannot be; flag a form that is not the one of the age.

    `child`: None when nothing is known of the child, or the day is before the birth.
    """
    known = scale(row.scale)
    try:
        form = known.questionnaire(row.months)
    except KeyError:
        yield _no_such_interval(row, known)
        return
    yield from _score_problems(row, form)
    if child is not None:
        yield from _age_problems(row, child)


def _no_such_interval(row: NewScaleResponse, known: Scale) -> Problem:
    return about(
        row,
        faults.NO_SUCH_INTERVAL,
        "questionnaire_mois",
        row.months,
        scale=row.scale.value,
        months=row.months,
        expected=", ".join(str(form.months) for form in known.questionnaires),
    )


def _score_problems(row: NewScaleResponse, form: Questionnaire) -> Iterator[Problem]:
    expected = ", ".join(COLUMNS[domain] for domain in form.domains)
    scale_name = row.scale.value
    if not row.points:
        single = COLUMNS[form.domains[0]] if len(form.domains) == 1 else None
        yield about(row, faults.NO_SCORE, single, expected=expected)
    for domain, points in row.points.items():
        if domain not in form.domains:
            fault = faults.SCORE_ELSEWHERE
            yield about(row, fault, COLUMNS[domain], points, scale=scale_name, expected=expected)
            continue
        limits = {"low": 0, "high": form.threshold(domain).score_max}
        if not limits["low"] <= points <= limits["high"]:
            fault = faults.SCORE_OUT_OF_RANGE
            place = {"scale": scale_name, "months": row.months}
            yield about(row, fault, COLUMNS[domain], points, **place, **limits)


def _age_problems(row: NewScaleResponse, child: NewChild) -> Iterator[Problem]:
    born, term = child.identity.birth_date, child.birth.term_weeks
    response = NewResponse(
        scale=row.scale,
        questionnaire_months=row.months,
        answered_on=row.answered_on,
        points=row.points,
    )
    if is_expected(response, birth=born, term_weeks=term):
        return
    age = scale_age(born, term_weeks=term, on=row.answered_on).used
    form = expected_questionnaire(row.scale, age)
    yield about(
        row,
        faults.OTHER_QUESTIONNAIRE if form else faults.NO_QUESTIONNAIRE,
        "questionnaire_mois",
        row.months,
        scale=row.scale.value,
        months=row.months,
        expected=form.months if form else "",
    )
