from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, in_circle, serves

ID = "2026-11-26T07:53:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the worker tells holders of parental authority whom no restriction hides; whoever sets appointments sees it"

ME = "(select grenier_account())"
WORKER = serves("worker")
AROUND = (
    "exists (select from access_grant g where g.dossier = notice.dossier and g.account = notice.account"
    " and g.ended_at is null and g.begins_at <= now() and now() < g.ends_at)"
)
ASKED = f"(asked_by = {ME} and " + in_circle("dossier", "MS", "w") + f" and {AROUND})"
BEFORE = f"{ASKED} or ({WORKER} and {AROUND})"
SINCE = f"{ASKED} or ({WORKER} and ({AROUND} or grenier_holds_authority(dossier, person)))"

REMINDED = """
    select n.account,{person}
           (select g.role from public.access_grant g
             where g.dossier = n.dossier and g.account = n.account
             order by g.granted_at desc, g.id limit 1),
           n.key, n.queued_at, n.state, n.because
      from public.notice n
     where n.dossier = p_dossier and n.kind <> 'message'
       and n.dossier = any (public.grenier_dossiers('N0', 'w'))
"""
COLUMNS = "role varchar, key varchar, queued_at timestamptz, state varchar, because varchar"

FORWARDS = [
    f"alter policy notice_insert on notice with check ({SINCE})",
    "alter table notice add constraint notice_to_one check ((account is null) <> (person is null))",
    "drop function grenier_reminded(uuid)",
    *function(
        "grenier_reminded(p_dossier uuid)",
        f"table (account uuid, person uuid, {COLUMNS})",
        REMINDED.format(person=" n.person,"),
        to="grenier_app",
    ),
]

BACKWARDS = [
    "drop function grenier_reminded(uuid)",
    *function(
        "grenier_reminded(p_dossier uuid)",
        f"table (account uuid, {COLUMNS})",
        REMINDED.format(person=""),
        to="grenier_app",
    ),
    "alter table notice drop constraint notice_to_one",
    "delete from notice where account is null",
    f"alter policy notice_insert on notice with check ({BEFORE})",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="notices", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
