from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, guarded, in_circle, serves

ID = "2026-11-22T03:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who takes part reads; who takes part writes, in the circle"

MINE = "any ((select grenier_conversations())::uuid[])"
READS = in_circle("dossier", "MS", "r")
WRITES = in_circle("dossier", "MS", "w")
DEMO = serves("demo")
OF_ITS_DOSSIER = (
    "exists (select from conversation c where c.id = message.conversation and c.dossier = message.dossier)"
)
OF_MY_MESSAGE = (
    "exists (select from message m where m.id = message_attachment.message"
    " and m.conversation = message_attachment.conversation and m.dossier = message_attachment.dossier"
    " and m.author = (select grenier_account()))"
)

FORWARDS = [
    *function(
        "grenier_conversations()",
        "uuid[]",
        """
        select coalesce(array_agg(conversation), '{}'::uuid[]) from public.conversation_member
         where account = public.grenier_account()
        """,
        to="grenier_app",
    ),
    *function(
        "grenier_may_be_written_to(p_account uuid, p_dossier uuid)",
        "boolean",
        """
        select exists (select from public.access_grant
          where account = p_account and dossier = p_dossier and 'MS' = any (reads)
            and p_dossier = any (public.grenier_circle())
            and ended_at is null and begins_at <= now() and now() < ends_at)
        """,
        to="grenier_app",
    ),
    *guarded(
        "conversation",
        select=f"(({READS}) and (id = {MINE} or opened_by = (select grenier_account()))) or {DEMO}",
        insert=f"(({WRITES}) and opened_by = (select grenier_account())) or {DEMO}",
    ),
    "grant update (last_seq, last_at) on conversation to grenier_app",
    f"create policy conversation_update on conversation for update using ((({WRITES}) and id = {MINE}) or {DEMO})",
    *guarded(
        "conversation_member",
        select=f"(({READS}) and (conversation = {MINE} or account = (select grenier_account()))) or {DEMO}",
        insert=f"(({WRITES}) and grenier_may_be_written_to(account, dossier)"
        " and exists (select from conversation c where c.id = conversation"
        " and c.dossier = conversation_member.dossier"
        f" and (c.opened_by = (select grenier_account()) or c.id = {MINE}))) or {DEMO}",
    ),
    "grant update (read_seq, read_at) on conversation_member to grenier_app",
    "create policy conversation_member_update on conversation_member for update"
    f" using ((({READS}) and account = (select grenier_account())) or {DEMO})",
    *guarded(
        "message",
        select=f"(({READS}) and conversation = {MINE}) or {DEMO}",
        insert=f"(({WRITES}) and conversation = {MINE} and author = (select grenier_account()) and {OF_ITS_DOSSIER})"
        f" or {DEMO}",
    ),
    *guarded(
        "message_attachment",
        select=f"(({READS}) and conversation = {MINE}) or {DEMO}",
        insert=f"({WRITES}) and conversation = {MINE} and {OF_MY_MESSAGE}"
        " and grenier_may_attach(object, dossier)",
    ),
    "grant update (filed_as) on message_attachment to grenier_app",
    "create policy message_attachment_update on message_attachment for update"
    f" using ((({WRITES}) and conversation = {MINE}) or {DEMO})",
]

BACKWARDS = ["drop function grenier_conversations(), grenier_may_be_written_to(uuid, uuid) cascade"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="messaging", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
