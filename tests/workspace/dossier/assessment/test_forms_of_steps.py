"""Which form a step opens: the protocol says it; what was begun keeps the form it was begun with."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from storage.vault import Vault
from tests.people import People
from tests.workspace.dossier.assessment.answering import DAILY, SKIN, answers
from tests.workspace.dossier.assessment.conftest import Desk
from tests.workspace.dossier.conftest import Operator
from workspace.clock import FixedClock
from workspace.dossier.assessment import definitions as assessment_definitions
from workspace.dossier.assessment import service
from workspace.dossier.assessment.definitions import FormGone
from workspace.dossier.assessment.named import known
from workspace.dossier.protocol import applying, definitions
from workspace.dossier.protocol.model import StepCode
from workspace.errors import NotFound

SHIPPED = (files(definitions) / "pegase-1.toml").read_text(encoding="utf-8")
M54 = StepCode("M54")
"""Its window opens after the change: until then Lou's next step follows the version of today."""
Change = Callable[[], Awaitable[None]]


@pytest.fixture(autouse=True)
def _shipped_alone() -> Iterator[None]:
    yield
    assessment_definitions._shelf.added = ()


@pytest.fixture
def change(operator: Operator, clock: FixedClock, vault: Vault) -> Change:
    """Let the assessment of four years and a half open the short form, from today on."""
    text = SHIPPED.replace("version = 1", "version = 2", 1).replace(
        'label = "4 years 6 months"', 'label = "4 years 6 months"\nform = "visite"'
    )

    async def apply() -> None:
        async with operator("import") as errand:
            await applying.apply(
                errand, text, valid_from=date(2025, 3, 4), known=known(), clock=clock, vault=vault
            )

    return apply


async def test_a_step_opens_the_form_its_protocol_names_beside_the_history_of_its_own(
    desk: Desk, people: People, change: Change
) -> None:
    await change()
    view = await replace(desk, step=M54).opened(people.ambre)
    assert view.form.name == "visite-1"
    assert [part.part.code for part in view.parts] == ["visit", "measures", "daily", "conclusion"]
    assert [part.part.code for part in view.history][:2] == ["pregnancy", "exposures"]
    assert (await desk.opened(people.ambre)).form.name == "bilan-1", "its days had begun"


async def test_what_was_begun_keeps_its_form_for_those_who_read_no_word_of_it_too(
    desk: Desk, people: People, change: Change
) -> None:
    later = replace(desk, step=M54)
    kept = await later.save(people.ambre, "skin", SKIN)
    await change()
    for person in (people.ambre, people.noe):
        assert (await later.opened(person)).form.name == "bilan-1", person.name
    by_nurse = (await later.opened(people.noe)).part("skin")
    assert (by_nurse.head is None, by_nurse.version) == (False, None)
    early = replace(later.typed("skin", SKIN, kept.token), sure_of=desk.clock.today())
    with people.ambre.here():
        await service.close_part(
            later.clearance(people.ambre), early, clock=desk.clock, vault=desk.vault
        )
    assert (await later.opened(people.noe)).part("skin").is_closed


async def test_the_history_keeps_the_form_the_initial_assessment_was_begun_with(
    desk: Desk, people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    initial = replace(desk, step=StepCode("B00"))
    await initial.save(people.ambre, "pregnancy", answers(gravidity="2"))
    text = SHIPPED.replace("version = 1", "version = 2", 1).replace(
        "[programme]", '[programme]\nform = "visite"'
    )
    async with operator("import") as errand:
        await applying.apply(
            errand, text, valid_from=date(2025, 3, 4), known=known(), clock=clock, vault=vault
        )
    view = await replace(desk, step=M54).opened(people.ambre)
    assert (view.form.name, len(view.history)) == ("visite-1", 6)


async def test_a_form_that_was_taken_away_is_said_and_what_was_written_waits_for_it(
    desk: Desk, people: People, operator: Operator, tmp_path: Path
) -> None:
    short = (files(assessment_definitions) / "visite-1.toml").read_text("utf-8")
    (tmp_path / "pmi.toml").write_text(short.replace('"visite"', '"pmi"', 1), "utf-8")
    assessment_definitions.add_folder(tmp_path)
    text = SHIPPED.replace("version = 1", "version = 2", 1).replace(
        'label = "4 years 6 months"', 'label = "4 years 6 months"\nform = "pmi"'
    )
    async with operator("import") as errand:
        await applying.apply(
            errand,
            text,
            valid_from=date(2025, 3, 4),
            known=known(),
            clock=desk.clock,
            vault=desk.vault,
        )
    later = replace(desk, step=M54)
    await later.save(people.ambre, "measures", answers(weight_kg="15"))
    assessment_definitions._shelf.added = ()
    with pytest.raises(FormGone, match="Tell whoever runs Grenier"):
        await later.opened(people.ambre)
    assessment_definitions.add_folder(tmp_path)
    found = (await later.opened(people.ambre)).part("measures").version
    assert found is not None
    assert found.answers == answers(weight_kg="15")


async def test_a_page_open_when_a_version_begins_is_kept_in_the_version_it_was_made_in(
    desk: Desk, people: People, tmp_path: Path
) -> None:
    whole = (files(assessment_definitions) / "bilan-1.toml").read_text("utf-8")
    second = (
        whole.replace("version = 1", "version = 2", 1)
        .replace("2021-01-01", "2025-03-04", 1)
        .replace('code = "daily"', 'code = "days"', 1)
    )
    (tmp_path / "bilan-2.toml").write_text(second, "utf-8")
    assessment_definitions.add_folder(tmp_path)
    later, typed = replace(desk, step=M54), replace(desk, step=M54).typed("daily", DAILY)
    assert (await later.opened(people.ambre)).form.name == "bilan-2"
    for made_in in ("", "bilan-2", "visite-1"):
        with pytest.raises(NotFound), people.ambre.here():
            await service.save_part(
                later.clearance(people.ambre),
                replace(typed, form=made_in),
                clock=desk.clock,
                vault=desk.vault,
            )
    with people.ambre.here():
        await service.save_part(
            later.clearance(people.ambre),
            replace(typed, form="bilan-1"),
            clock=desk.clock,
            vault=desk.vault,
        )
    seen = await later.opened(people.ambre)
    assert (seen.form.name, seen.part("daily").version is not None) == ("bilan-1", True)
