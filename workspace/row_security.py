"""Row-level security, written once for all migrations: forced, deny by default, one policy a verb.

The output of a function here is part of migrations that have run: it never changes; a new rule is a new
function.
"""

from collections.abc import Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table


class Raw(Table):
    """Where Piccolo wants to be asked for SQL written by hand."""


def by_hand(
    manager: MigrationManager, forwards: Sequence[str], backwards: Sequence[str]
) -> MigrationManager:
    """Make `manager` run these statements, one at a time: a prepared statement holds only one."""

    async def run(statements: Sequence[str]) -> None:
        for statement in statements:
            await Raw.raw(statement.replace("{", "{{").replace("}", "}}"))

    async def go() -> None:
        await run(forwards)

    async def back() -> None:
        await run(backwards)

    manager.add_raw(go)
    manager.add_raw_backwards(back)
    return manager


def in_circle(column: str, data_class: str, mode: str) -> str:
    """Return the condition: the session's person holds this class of the dossier in `column` now.

    Written as an array InitPlan, evaluated once a statement, not once a row (`security.md` 3.3).
    """
    return f"{column} = any ((select grenier_dossiers('{data_class}', '{mode}'))::uuid[])"


def serves(*purposes: str) -> str:
    """Return the condition: the session is a service session opened for one of `purposes`."""
    return "(" + " or ".join(f"(select grenier_serves('{purpose}'))" for purpose in purposes) + ")"


SIGNED_IN = "(select grenier_account()) is not null"


def guarded(
    table: str, *, select: str, insert: str = "", update: str = "", delete: str = ""
) -> list[str]:
    """Return the statements that close `table` to all but what the conditions say; an empty one is never.

    The application may only use the verbs that have a condition: grants and policies agree.
    """
    verbs = {"select": select, "insert": insert, "update": update, "delete": delete}
    used = {verb: condition for verb, condition in verbs.items() if condition}
    statements = [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"grant {', '.join(used)} on {table} to grenier_app",
    ]
    for verb, condition in used.items():
        clause = "with check" if verb == "insert" else "using"
        statements.append(
            f"create policy {table}_{verb} on {table} for {verb} {clause} ({condition})"
        )
    return statements


def function(
    signature: str,
    returns: str,
    body: str,
    *,
    to: str,
    language: str = "sql",
    volatile: bool = False,
) -> list[str]:
    """Return the statements of one SECURITY DEFINER function with a fixed search path, open to `to` only."""
    name = signature.split("(", maxsplit=1)[0]
    kinds = ", ".join(
        part.strip().split(" ", maxsplit=1)[1]
        for part in signature[len(name) + 1 : -1].split(",")
        if part.strip()
    )
    volatility = "volatile" if volatile else "stable"
    return [
        (
            f"create or replace function {signature} returns {returns} language {language} {volatility}"
            f" security definer set search_path = pg_catalog, pg_temp as $function$ {body} $function$"
        ),
        f"revoke all on function {name}({kinds}) from public",
        f"grant execute on function {name}({kinds}) to {to}",
    ]
