from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, guarded, in_circle, serves

ID = "2026-11-25T21:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever notes sessions corrects them or takes them back; what stands is what is counted"

READ = in_circle("dossier", "N0", "r") + " or " + serves("figures", "import", "demo")
MINE = "author = (select grenier_account()) and " + in_circle("dossier", "N0", "w")


def noted(session: str) -> list[str]:
    """Return the statements of `grenier_noted`; `session`: whose note a session bears."""
    return function(
        "grenier_noted(p_sessions uuid[])",
        "uuid[]",
        f"""
        select coalesce(array_agg(s.id), '{{}}'::uuid[]) from public.care_session s
          join public.session_note n on n.session = {session} and n.dossier = s.dossier
         where s.id = any (p_sessions) and s.dossier = any (public.grenier_dossiers('N0', 'r'))
        """,
        to="grenier_app",
    )


FORWARDS = [
    *guarded("session_change", select=READ, insert=MINE),
    # One changes what one sees: a session of the same child.
    "create unique index care_session_of_dossier on care_session (id, dossier)",
    (
        "alter table session_change add constraint session_change_session"
        " foreign key (session, dossier) references care_session (id, dossier)"
    ),
    (
        "alter table session_change add constraint session_change_replaced_by"
        " foreign key (replaced_by, dossier) references care_session (id, dossier)"
    ),
    "create unique index session_change_once on session_change (replaced_by)",
    (
        "create view standing_session with (security_invoker = true) as"
        " select s.* from care_session s"
        " where not exists (select from session_change c where c.session = s.id)"
    ),
    "grant select on standing_session to grenier_app",
    *noted("coalesce(s.note_of, s.id)"),
]

BACKWARDS = [
    *noted("s.id"),
    "drop view standing_session",
    "alter table session_change drop constraint session_change_replaced_by",
    "alter table session_change drop constraint session_change_session",
    "drop index session_change_once",
    "drop index care_session_of_dossier",
    "drop policy session_change_select on session_change",
    "drop policy session_change_insert on session_change",
    "revoke all on session_change from grenier_app",
    "alter table session_change no force row level security",
    "alter table session_change disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="care", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
