"""What the audit holds, as its auditor reads it."""

from tests.people import People
from workspace.database import sql, transaction


async def recorded(people: People) -> list[str]:
    """Return the acts recorded so far, oldest first."""
    with people.auditor.here():
        async with transaction():
            rows = await sql("select act from audit_event order by ordinal")
    return [row["act"] for row in rows]
