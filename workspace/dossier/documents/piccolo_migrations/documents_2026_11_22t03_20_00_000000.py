from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, guarded, in_circle, serves

ID = "2026-11-22T03:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "each document is open to those who read its class"

CLASSES = ("C1", "C2", "C3", "C5")


def of_its_class(mode: str) -> str:
    """Return the condition: the session's person holds the very class of this document."""
    return (
        "("
        + " or ".join(
            f"(data_class = '{code}' and {in_circle('dossier', code, mode)})" for code in CLASSES
        )
        + ")"
    )


BY_ME = f"(created_by = (select grenier_account()) and {of_its_class('w')})"

FORWARDS = [
    *guarded(
        "document",
        select=f"{of_its_class('r')} or {BY_ME} or " + serves("figures", "import", "demo"),
        insert=f"{BY_ME} or " + serves("import", "demo"),
    ),
    # A closed document may be told from one that is not there, by the circle alone.
    *function(
        "grenier_document_is_known(p_dossier uuid, p_document uuid)",
        "boolean",
        "select exists (select from public.document where id = p_document and dossier = p_dossier"
        " and dossier = any (public.grenier_circle()))",
        to="grenier_app",
    ),
    "create unique index document_one_version on document (dossier, kind, version, content_type)"
    " where kind = 'ppe'",
]

BACKWARDS = [
    "drop policy document_select on document",
    "drop policy document_insert on document",
    "revoke all on document from grenier_app",
    "alter table document no force row level security",
    "alter table document disable row level security",
    "drop function grenier_document_is_known(uuid, uuid)",
    "drop index document_one_version",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="documents", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
