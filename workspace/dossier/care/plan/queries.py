"""Needs and their steps as rows, and their words opened for those who may read them."""

import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from storage.vault import Vault
from workspace.access.permissions import DataClass
from workspace.database import sql
from workspace.dossier.care.plan.model import (
    Discipline,
    FoundIn,
    Frequency,
    Move,
    Need,
    NeedId,
    NewStep,
    Outcome,
    Plan,
    Refusal,
    Step,
    StepId,
    Words,
)
from workspace.dossier.record.model import About
from workspace.dossier.record.voices import SaidBy
from workspace.ids import AccountId, DossierId, PractitionerId
from workspace.news import News, Seen, counted

PURPOSE = "care_words:encrypted_words:{}"
ASKED = "care_step:encrypted_asked:{}"

Needs = dict[DossierId, list[Need]]


async def needs(dossiers: Collection[DossierId], *, vault: Vault) -> Needs:
    """Return the needs of `dossiers` with the words that row-level security shows, oldest first."""
    rows = await sql(
        "select * from care_need where dossier = any({}::uuid[]) order by stated_on, recorded_at, id",
        list(dossiers),
    )
    steps = await _steps(dossiers, vault=vault) if rows else {}
    found: Needs = defaultdict(list)
    for row in rows:
        found[DossierId(row["dossier"])].append(_need(row, tuple(steps.get(row["id"], ()))))
    return found


async def _steps(dossiers: Collection[DossierId], *, vault: Vault) -> dict[UUID, list[Step]]:
    rows = await sql(
        "select s.*, w.encrypted_words from care_step s"
        " left join care_words w on w.step = s.id and w.dossier = s.dossier"
        " where s.dossier = any({}::uuid[]) order by s.recorded_at, s.id",
        list(dossiers),
    )
    told = [row for row in rows if row["encrypted_words"] is not None]
    texts = await vault.decrypt_texts(
        [
            (DossierId(row["dossier"]), PURPOSE.format(row["id"]), row["encrypted_words"])
            for row in told
        ]
    )
    words = {row["id"]: _words(json.loads(text)) for row, text in zip(told, texts, strict=True)}
    outside = [row for row in rows if row["encrypted_asked"] is not None]
    names = await vault.decrypt_texts(
        [
            (DossierId(row["dossier"]), ASKED.format(row["id"]), row["encrypted_asked"])
            for row in outside
        ]
    )
    asked = {row["id"]: text for row, text in zip(outside, names, strict=True)}
    found: dict[UUID, list[Step]] = defaultdict(list)
    for row in rows:
        found[row["need"]].append(_step(row, words.get(row["id"]), asked.get(row["id"], "")))
    return found


async def news(seen: Seen, *, not_by: AccountId) -> News:
    """Return what others stated, asked, answered or ended since each dossier was seen."""
    return await counted(
        "select dossier, code, count(*) as found from (select s.dossier, case s.move when 'stated' then 'need'"
        " when 'sent' then 'referral' when 'accepted' then 'answer' when 'declined' then 'answer'"
        " when 'closed' then 'result' else 'care_step' end as code from care_step s join v using (dossier)"
        " where s.recorded_at > v.at and s.author is distinct from {}) as told group by 1, 2",
        seen,
        not_by,
    )


async def insert_need(dossier: DossierId, need: Need, *, author: AccountId) -> None:
    await sql(
        "insert into care_need (id, dossier, discipline, found_in, source, stated_on, author, recorded_at)"
        " values ({}, {}, {}, {}, {}::uuid, {}, {}, clock_timestamp())",
        need.id,
        dossier,
        need.discipline.value,
        need.found_in.value,
        need.source,
        need.stated_on,
        author,
    )


async def insert_step(
    dossier: DossierId,
    need: NeedId,
    id_: StepId,
    step: NewStep,
    *,
    author: AccountId,
    vault: Vault,
) -> None:
    """Write a step without its words. The moment is the database's, so that steps keep their order."""
    await sql(
        "insert into care_step (id, dossier, need, move, happened_on, performer, sessions, frequency,"
        " review_on, refusal, outcome, author, encrypted_asked, recorded_at)"
        " values ({}, {}, {}, {}, {}, {}::uuid, {}::smallint, {}::varchar, {}::date, {}::varchar,"
        " {}::varchar, {}, {}::bytea, clock_timestamp())",
        id_,
        dossier,
        need,
        step.move.value,
        step.on,
        step.performer,
        step.plan.sessions,
        step.plan.frequency,
        step.plan.review_on,
        step.refusal,
        step.outcome,
        author,
        await vault.encrypt_text(dossier, ASKED.format(id_), step.asked) if step.asked else None,
    )


async def insert_words(
    dossier: DossierId,
    step: StepId,
    words: Words,
    data_class: DataClass,
    *,
    author: AccountId,
    vault: Vault,
) -> None:
    said = {
        "need": words.need,
        "goal": words.goal,
        "said_by": words.said_by,
        "about": words.about,
        "sentence": words.sentence,
    }
    await sql(
        "insert into care_words (step, dossier, data_class, author, encrypted_words)"
        " values ({}, {}, {}, {}, {})",
        step,
        dossier,
        data_class.value,
        author,
        await vault.encrypt_text(dossier, PURPOSE.format(step), json.dumps(said)),
    )


async def lock(need: NeedId) -> None:
    """Let nobody else move this need until the transaction ends: two answers are never both first."""
    await sql("select pg_advisory_xact_lock(hashtextextended({}, 0))", str(need))


def _need(row: dict[str, Any], steps: tuple[Step, ...]) -> Need:
    return Need(
        id=NeedId(row["id"]),
        discipline=Discipline(row["discipline"]),
        found_in=FoundIn(row["found_in"]),
        source=row["source"],
        stated_on=row["stated_on"],
        steps=steps,
    )


def _step(row: dict[str, Any], words: Words | None, asked: str) -> Step:
    return Step(
        id=StepId(row["id"]),
        move=Move(row["move"]),
        on=row["happened_on"],
        recorded_at=row["recorded_at"],
        author=AccountId(row["author"]) if row["author"] else None,
        performer=PractitionerId(row["performer"]) if row["performer"] else None,
        asked=asked,
        plan=Plan(
            sessions=row["sessions"],
            frequency=Frequency(row["frequency"]) if row["frequency"] else None,
            review_on=row["review_on"],
        ),
        refusal=Refusal(row["refusal"]) if row["refusal"] else None,
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        words=words,
    )


def _words(said: dict[str, Any]) -> Words:
    return Words(
        need=said.get("need", ""),
        goal=said.get("goal", ""),
        said_by=SaidBy(said["said_by"]) if said.get("said_by") else None,
        about=About(said.get("about", About.CHILD)),
        sentence=said.get("sentence", ""),
    )
