from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, in_circle, serves

ID = "2026-11-25T17:14:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a document may be practical, for the whole circle"

BEFORE = ("C1", "C2", "C3", "C5")
CLASSES = ("N0", *BEFORE)


def of_its_class(mode: str, classes: tuple[str, ...]) -> str:
    """Return the condition: the session's person holds the very class of this document."""
    return (
        "("
        + " or ".join(
            f"(data_class = '{code}' and {in_circle('dossier', code, mode)})" for code in classes
        )
        + ")"
    )


OWNED = "dossier = any ((select grenier_owned())::uuid[])"


def policies(classes: tuple[str, ...]) -> list[str]:
    by_me = f"(created_by = (select grenier_account()) and {of_its_class('w', classes)})"
    reads = f"({of_its_class('r', classes)} and (kind <> 'ppe' or {in_circle('dossier', 'C4', 'r')} or {OWNED}))"
    attached = "(grenier_may_attach(content, dossier) or grenier_was_sent(content, dossier))"
    return [
        f"alter policy document_select on document using ({reads} or {by_me} or {serves('figures', 'import', 'demo')})",
        f"alter policy document_insert on document with check ({by_me} and {attached})",
    ]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="documents", description=DESCRIPTION)
    return by_hand(manager, policies(CLASSES), policies(BEFORE))
