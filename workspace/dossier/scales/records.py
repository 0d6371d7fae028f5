"""Between what is kept as JSON and what is said of a questionnaire. No I/O.

A record written before a key was is read with that key's absence meaning "not said".
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from workspace.dossier.record.model import Age
from workspace.dossier.scales.entries import (
    AgeRead,
    AnsweredAt,
    Answers,
    Concerns,
    Entry,
    Filled,
    Informant,
    Invitation,
    InvitationId,
    NewInvitation,
    Respondent,
)
from workspace.dossier.scales.model import (
    Domain,
    DomainResult,
    ResponseId,
    ScaleCode,
    ScaleResponse,
    Zone,
)
from workspace.dossier.scales.thresholds import Bounds, ThresholdSet
from workspace.ids import AccountId, DossierId, PractitionerId

Row = Mapping[str, Any]
Record = Mapping[str, Any]


def scores(results: Sequence[DomainResult], version: str) -> dict[str, Any]:
    return {
        "thresholds": version,
        "results": {result.domain.value: _result_record(result) for result in results},
    }


def _result_record(result: DomainResult) -> dict[str, Any]:
    said: dict[str, Any] = {
        "points": None if result.points is None else str(result.points),
        "zone": result.zone.value,
    }
    if result.adjusted:
        said["adjusted"] = True
    if result.answered is not None:
        said["answered"] = result.answered
    return said


def entry_record(entry: Entry) -> dict[str, Any]:
    said = scores(entry.results, entry.thresholds_version)
    if entry.answers is not None:
        said["answers"] = {code: list(given) for code, given in entry.answers.items()}
    if entry.concerns:
        said["concerns"] = {code: list(ticked) for code, ticked in entry.concerns.items()}
    if entry.informant is not None:
        said["informant"] = _informant_record(entry.informant)
    if entry.age is not None:
        said["age"] = _age_record(entry.age)
    if entry.reason:
        said["reason"] = entry.reason
    return said


def response(row: Row, said: Record) -> ScaleResponse:
    return ScaleResponse(
        id=ResponseId(row["id"]),
        scale=ScaleCode(row["tool"]),
        questionnaire_months=row["interval_months"],
        answered_on=row["answered_on"],
        results=_results(said),
        thresholds_version=said["thresholds"],
        answered_by=_practitioner(row),
    )


def entry(row: Row, said: Record) -> Entry:
    return Entry(
        id=ResponseId(row["id"]),
        tool=row["tool"],
        months=row["interval_months"],
        answered_on=row["answered_on"],
        results=_results(said),
        thresholds_version=said["thresholds"],
        answers=_answers(said["answers"]) if "answers" in said else None,
        concerns=_concerns(said),
        informant=_informant(said["informant"]) if "informant" in said else None,
        age=_age(said["age"]) if "age" in said else None,
        reason=said.get("reason", ""),
        answered_by=_practitioner(row),
        author=AccountId(row["author"]) if row["author"] else None,
        entered_at=row["entered_at"],
        invitation=InvitationId(row["invitation"]) if row["invitation"] else None,
        supersedes=ResponseId(row["supersedes"]) if row["supersedes"] else None,
        is_superseded=row["is_superseded"],
    )


def _results(said: Record) -> tuple[DomainResult, ...]:
    return tuple(
        DomainResult(
            domain=Domain(domain),
            points=None if read["points"] is None else Decimal(read["points"]),
            zone=Zone(read["zone"]),
            adjusted=read.get("adjusted", False),
            answered=read.get("answered"),
        )
        for domain, read in said["results"].items()
    )


def _practitioner(row: Row) -> PractitionerId | None:
    return PractitionerId(row["respondent"]) if row["respondent"] else None


def _answers(said: Mapping[str, Sequence[int | None]]) -> Answers:
    return {code: tuple(given) for code, given in said.items()}


def _concerns(said: Record) -> Concerns:
    return {code: tuple(ticked) for code, ticked in said.get("concerns", {}).items()}


def _informant_record(informant: Informant) -> dict[str, Any]:
    return {
        "respondent": informant.respondent.value,
        "place": informant.place.value,
        "language": informant.language,
        "knows_since": _day_record(informant.knows_since),
    }


def _informant(said: Record) -> Informant:
    return Informant(
        respondent=Respondent(said["respondent"]),
        place=AnsweredAt(said["place"]),
        language=said["language"],
        knows_since=_day(said["knows_since"]),
    )


def _age_record(age: AgeRead) -> dict[str, Any]:
    return {
        "lived": [age.lived.months, age.lived.days],
        "used": [age.used.months, age.used.days] if age.used else None,
        "weeks": age.weeks_corrected,
        "term_known": age.is_term_known,
    }


def _age(said: Record) -> AgeRead:
    lived, used = said["lived"], said["used"]
    return AgeRead(
        lived=Age(months=lived[0], days=lived[1]),
        used=Age(months=used[0], days=used[1]) if used else None,
        weeks_corrected=said["weeks"],
        is_term_known=said["term_known"],
    )


def _day_record(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


# ── Links ────────────────────────────────────────────────────────────────────────────────────────


def details_record(new: NewInvitation) -> dict[str, Any]:
    return {"called": new.called, "respondent": new.respondent.value, "reason": new.reason}


def invitation(row: Row, details: Record, filled: Record | None) -> Invitation:
    return Invitation(
        id=InvitationId(row["id"]),
        dossier=DossierId(row["dossier"]),
        tool=row["tool"],
        months=row["interval_months"],
        called=details["called"],
        respondent=Respondent(details["respondent"]),
        reason=details["reason"],
        created_by=AccountId(row["created_by"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        finished_at=row["finished_at"],
        revoked_at=row["revoked_at"],
        response=ResponseId(row["response"]) if row["response"] else None,
        filled=filled_from(filled) if filled is not None else None,
    )


def filled_record(filled: Filled) -> dict[str, Any]:
    return {
        "answers": {code: list(given) for code, given in filled.answers.items()},
        "concerns": {code: list(ticked) for code, ticked in filled.concerns.items()},
        "knows_since": _day_record(filled.knows_since),
        "language": filled.language,
        "place": filled.place.value if filled.place else None,
    }


def filled_from(said: Record) -> Filled:
    return Filled(
        answers=_answers(said["answers"]),
        concerns=_concerns(said),
        knows_since=_day(said["knows_since"]),
        language=said["language"],
        place=AnsweredAt(said["place"]) if said["place"] else None,
    )


# ── Thresholds ───────────────────────────────────────────────────────────────────────────────────


def bounds_record(bounds: Bounds) -> list[list[str]]:
    return [
        [str(months), domain.value, str(bound)]
        for (months, domain), bound in sorted(bounds.items())
    ]


def threshold_set(row: Row, bounds: Sequence[Sequence[str]], source: Record) -> ThresholdSet:
    return ThresholdSet(
        number=row["number"],
        bounds={(int(months), Domain(domain)): Decimal(bound) for months, domain, bound in bounds},
        refers_at_cutoff=row["refers_at_cutoff"],
        local_watch=row["local_watch"],
        entered_by=source["entered_by"],
        edition=source["edition"],
        checked_by=source.get("checked_by", ""),
        entered_at=row["entered_at"],
    )
