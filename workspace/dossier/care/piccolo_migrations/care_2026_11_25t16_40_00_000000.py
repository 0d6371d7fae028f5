from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, guarded, in_circle, serves

ID = "2026-11-25T16:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what a need is in practice is read by all, its words by the class they are of"

SERVED = serves("import", "demo")
BY_ME = "author = (select grenier_account())"
PRACTICAL = in_circle("dossier", "N0", "r") + " or " + serves("figures", "import", "demo")
MINE = f"({BY_ME} and " + in_circle("dossier", "N0", "w") + f") or {SERVED}"


def of_class(data_class: str, mode: str) -> str:
    return f"(data_class = '{data_class}' and " + in_circle("dossier", data_class, mode) + ")"


READ = of_class("C1", "r") + " or " + of_class("C2", "r")
WRITE = of_class("C1", "w") + " or " + of_class("C2", "w")

FORWARDS = [
    *guarded("care_need", select=PRACTICAL, insert=MINE),
    *guarded("care_step", select=PRACTICAL, insert=MINE),
    *guarded(
        "care_words",
        select=f"{READ} or ({BY_ME} and ({WRITE})) or {SERVED}",
        insert=f"({BY_ME} and ({WRITE})) or {SERVED}",
    ),
    "alter table care_session add constraint care_session_shared check (shared_by >= 1)",
    "create index care_session_practitioner on care_session (practitioner, done_on)",
    *function(
        "grenier_noted(p_sessions uuid[])",
        "uuid[]",
        """
        select coalesce(array_agg(n.session), '{}'::uuid[]) from public.session_note n
         where n.session = any (p_sessions) and n.dossier = any (public.grenier_dossiers('N0', 'r'))
        """,
        to="grenier_app",
    ),
]

BACKWARDS = [
    "drop function grenier_noted(uuid[])",
    "drop index care_session_practitioner",
    "alter table care_session drop constraint care_session_shared",
    *(
        statement
        for table in ("care_words", "care_step", "care_need")
        for statement in (
            f"drop policy {table}_select on {table}",
            f"drop policy {table}_insert on {table}",
            f"revoke all on {table} from grenier_app",
            f"alter table {table} no force row level security",
            f"alter table {table} disable row level security",
        )
    ),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="care", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
