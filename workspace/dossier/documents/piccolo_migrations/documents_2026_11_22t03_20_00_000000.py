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


OWNED = "dossier = any ((select grenier_owned())::uuid[])"
BY_ME = f"(created_by = (select grenier_account()) and {of_its_class('w')})"

FORWARDS = [
    # Filing an attachment: the object was staged by who sent it, and came in a message one reads.
    "create function grenier_was_sent(p_object uuid, p_dossier uuid) returns boolean language plpgsql stable"
    " security definer set search_path = pg_catalog, pg_temp as $function$ begin"
    " return exists (select from public.message_attachment a join public.conversation_member m"
    " on m.conversation = a.conversation and m.account = public.grenier_account()"
    " where a.object = p_object and a.dossier = p_dossier and p_dossier = any (public.grenier_circle()));"
    " end $function$",
    "revoke all on function grenier_was_sent(uuid, uuid) from public",
    "grant execute on function grenier_was_sent(uuid, uuid) to grenier_app",
    *guarded(
        "document",
        # A PPE tells of health, of parents and of siblings: its class alone does not open it.
        select=f"({of_its_class('r')} and (kind <> 'ppe' or {in_circle('dossier', 'C4', 'r')} or {OWNED}))"
        f" or {BY_ME} or " + serves("figures", "import", "demo"),
        insert=f"{BY_ME} and (grenier_may_attach(content, dossier) or grenier_was_sent(content, dossier))",
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
    "drop function grenier_document_is_known(uuid, uuid), grenier_was_sent(uuid, uuid) cascade",
    "drop index document_one_version",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="documents", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
