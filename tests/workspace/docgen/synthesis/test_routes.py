"""The synthesis in one click from the child's page: who gets it, and what its name tells."""

import pytest

from tests.people import People
from tests.workspace.served import Site
from workspace.ids import DossierId

OUTSIDE = [(name, 404) for name in ("stranger", "parent", "national", "administrator", "auditor")]


@pytest.mark.parametrize(
    ("name", "status"), [("nour", 200), ("odile", 200), ("yann", 200), *OUTSIDE]
)
async def test_the_synthesis_is_for_the_circle(
    people: People, dossier: DossierId, site: Site, name: str, status: int
) -> None:
    answer = await site.browser(people.by_name[name]).get(f"/children/{dossier}/synthesis.pdf")
    assert answer.status_code == status
    if status == 200:
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["content-type"] == "application/pdf"
        assert (
            answer.headers["content-disposition"]
            == 'attachment; filename="synthese-individuelle.pdf"'
        )
        assert "sandbox" in answer.headers["content-security-policy"]


async def test_the_child_s_page_leads_to_it_in_one_click(
    people: People, dossier: DossierId, site: Site
) -> None:
    shown = (await site.browser(people.nour).get(f"/children/{dossier}")).text
    assert f'href="/children/{dossier}/synthesis.pdf"' in shown
    filed = (await site.browser(people.nour).get(f"/children/{dossier}/documents")).text
    assert f'href="/children/{dossier}/synthesis.pdf?copy=team"' in filed
