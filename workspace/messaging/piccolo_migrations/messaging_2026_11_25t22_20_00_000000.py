from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-25T22:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the worker is told who has not read a message: identifiers, and no word of it"

WORKER = "public.grenier_serves('worker')"
STILL_AROUND = (
    "exists (select from public.access_grant g where g.dossier = r.dossier and g.account = r.account"
    " and 'MS' = any (g.reads) and g.ended_at is null and g.begins_at <= now() and now() < g.ends_at)"
)

FORWARDS = [
    *function(
        "grenier_unread_by(p_message uuid)",
        "table (conversation uuid, dossier uuid, account uuid, read_seq integer)",
        f"""
        select r.conversation, r.dossier, r.account, r.read_seq
          from public.message m join public.conversation_member r on r.conversation = m.conversation
         where m.id = p_message and r.read_seq < m.seq and {STILL_AROUND} and {WORKER}
        """,
        to="grenier_app",
    ),
    *function(
        "grenier_waits_unread(p_conversation uuid, p_account uuid, p_read_seq integer)",
        "boolean",
        f"""
        select exists (select from public.conversation_member r
         where r.conversation = p_conversation and r.account = p_account and r.read_seq = p_read_seq
           and {STILL_AROUND} and {WORKER})
        """,
        to="grenier_app",
    ),
]

BACKWARDS = [
    "drop function grenier_unread_by(uuid), grenier_waits_unread(uuid, uuid, integer)",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="messaging", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
