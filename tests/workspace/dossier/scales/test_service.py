from datetime import date
from decimal import Decimal

import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person, account_of
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.database import sql, transaction
from workspace.dossier.scales import service
from workspace.dossier.scales.model import (
    Domain,
    NewResponse,
    ResponseId,
    ScaleCode,
    ScaleResponse,
    Zone,
)
from workspace.dossier.scales.rules import thresholds_version
from workspace.errors import Forbidden
from workspace.ids import AccountId, PractitionerId

ASQ_SE = NewResponse(
    scale=ScaleCode.ASQ_SE_2,
    questionnaire_months=12,
    answered_on=date(2022, 5, 10),
    points={Domain.TOTAL: Decimal(55)},
    answered_by=PractitionerId(account_of("a practitioner")),
)
ASQ_3 = NewResponse(
    scale=ScaleCode.ASQ_3,
    questionnaire_months=8,
    answered_on=date(2022, 1, 12),
    points={Domain.COMMUNICATION: Decimal("12.5")},
)


async def entered(
    operator: Operator, vault: Vault, *responses: NewResponse, author: AccountId | None = None
) -> tuple[ResponseId, ...]:
    async with operator("import") as errand:
        return await service.add_many(
            errand, [(LOU, response) for response in responses], author=author, vault=vault
        )


async def read(person: Person, vault: Vault) -> tuple[ScaleResponse, ...]:
    with person.here():
        return await service.responses(person.clearance(), vault=vault)


async def test_responses_are_read_as_they_were_entered_oldest_first(
    people: People, operator: Operator, vault: Vault
) -> None:
    later, earlier = await entered(operator, vault, ASQ_SE, ASQ_3)

    first, second = await read(people.salome, vault)

    assert (first.id, second.id) == (earlier, later)
    assert second.scale is ScaleCode.ASQ_SE_2
    assert second.questionnaire_months == 12
    assert second.answered_on == date(2022, 5, 10)
    assert second.answered_by == ASQ_SE.answered_by
    assert second.zone is Zone.REFER
    assert second.thresholds_version == thresholds_version(ScaleCode.ASQ_SE_2)


async def test_a_domain_that_was_not_scored_stays_without_points(
    people: People, operator: Operator, vault: Vault
) -> None:
    await entered(operator, vault, ASQ_3)

    (response,) = await read(people.salome, vault)

    points = {result.domain: (result.points, result.zone) for result in response.results}
    assert points[Domain.COMMUNICATION] == (Decimal("12.5"), Zone.BELOW)
    assert points[Domain.GROSS_MOTOR] == (None, Zone.NOT_SCORABLE)


async def test_scores_are_unreadable_in_the_database(
    people: People, operator: Operator, vault: Vault
) -> None:
    await entered(operator, vault, ASQ_3)

    with people.salome.here():
        async with transaction():
            rows = await sql("select encrypted_scores from scale_response")

    assert b"12.5" not in rows[0]["encrypted_scores"]
    assert b"below" not in rows[0]["encrypted_scores"]


async def test_whoever_may_not_read_the_class_sees_only_what_is_theirs(
    people: People, operator: Operator, vault: Vault
) -> None:
    (by_odile,) = await entered(operator, vault, ASQ_SE, author=people.odile.actor.account)
    await entered(operator, vault, ASQ_3)

    assert [by_odile] == [response.id for response in await read(people.odile, vault)]
    assert await read(people.noe, vault) == ()
    assert len(await read(people.nour, vault)) == 2


async def test_a_role_without_the_class_is_refused(people: People, vault: Vault) -> None:
    with pytest.raises(Forbidden):
        await read(people.yann, vault)


async def test_row_level_security_hides_responses_from_who_may_not_read_them(
    people: People, operator: Operator, vault: Vault
) -> None:
    await entered(operator, vault, ASQ_SE)

    for person in (people.yann, people.noe, people.stranger, people.auditor):
        with person.here():
            async with transaction():
                assert await sql("select id from scale_response") == []


@pytest.mark.parametrize("name", ["nour", "ambre", "yann", "stranger", "national"])
async def test_who_does_not_write_the_class_writes_no_response(people: People, name: str) -> None:
    person = people.by_name[name]
    with person.here(), pytest.raises(Exception, match='policy for table "scale_response"'):
        async with transaction():
            await sql(
                "insert into scale_response (id, dossier, tool, interval_months, answered_on, author,"
                " encrypted_scores) values ({}, {}, 'ASQ-3', 8, '2022-01-12', {}, '')",
                LOU,
                LOU,
                person.actor.account,
            )


async def test_nobody_writes_a_response_in_the_name_of_another(people: People) -> None:
    with people.odile.here(), pytest.raises(Exception, match='policy for table "scale_response"'):
        async with transaction():
            await sql(
                "insert into scale_response (id, dossier, tool, interval_months, answered_on, author,"
                " encrypted_scores) values ({}, {}, 'ASQ-3', 8, '2022-01-12', {}, '')",
                LOU,
                LOU,
                people.salome.actor.account,
            )


async def test_each_reading_is_recorded_once(
    people: People, operator: Operator, vault: Vault
) -> None:
    await entered(operator, vault, ASQ_SE, ASQ_3)
    await read(people.salome, vault)

    assert await recorded(people) == [Act.SCALE_READ]


async def test_a_corrected_response_is_read_anew(
    people: People, operator: Operator, vault: Vault
) -> None:
    (known,) = await entered(operator, vault, ASQ_SE)
    reassuring = NewResponse(
        scale=ScaleCode.ASQ_SE_2,
        questionnaire_months=12,
        answered_on=date(2022, 5, 11),
        points={Domain.TOTAL: Decimal(5)},
    )

    async with operator("import") as errand:
        await service.amend_many(errand, [(LOU, known, reassuring)], vault=vault)

    (response,) = await read(people.salome, vault)
    assert response.id == known
    assert response.zone is Zone.REASSURING
    assert response.answered_on == date(2022, 5, 11)
    assert response.answered_by is None


async def test_a_circle_and_the_figures_read_by_dossier(
    people: People, operator: Operator, vault: Vault
) -> None:
    await entered(operator, vault, ASQ_SE, ASQ_3)
    circle = Circle(
        actor=people.salome.actor,
        permission=Permission.SCALE_READ,
        dossiers=frozenset({LOU}),
    )

    with people.salome.here():
        in_circle = await service.responses_in(circle, vault=vault)
    async with operator("figures") as errand:
        everywhere = await service.all_responses(errand, vault=vault)

    assert in_circle == everywhere
    assert [len(responses) for responses in everywhere.values()] == [2]
    assert await recorded(people) == [Act.SCALE_READ] * 2


async def test_entering_nothing_is_nothing(
    people: People, operator: Operator, vault: Vault
) -> None:
    assert await entered(operator, vault) == ()
    assert await read(people.salome, vault) == ()
