from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, guarded, in_circle, serves

ID = "2026-11-22T03:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the box is the circle's until it is handed over, then its owner's alone"

OWNED = "dossier = any ((select grenier_owned())::uuid[])"
HANDED_OVER = "dossier = any ((select grenier_released())::uuid[])"
MINE = "contributed_by = (select grenier_account())"
READS = in_circle("dossier", "C5", "r")
WRITES = in_circle("dossier", "C5", "w")
COORDINATED = "dossier = any ((select grenier_coordinated())::uuid[])"
DEMO = serves("demo")

FORWARDS = [
    *function(
        "grenier_released()",
        "uuid[]",
        """
        select coalesce(array_agg(r.dossier), '{}'::uuid[]) from public.memory_box_release r
         where r.dossier = any (public.grenier_circle())
        """,
        to="grenier_app",
    ),
    *guarded(
        "keepsake",
        select=f"({OWNED}) or {DEMO} or ((({READS}) or (({WRITES}) and {MINE})) and not {HANDED_OVER})",
        insert=f"({WRITES}) and {MINE} and (({OWNED}) or not {HANDED_OVER})"
        " and (original is null or grenier_may_attach(original, dossier))"
        " and (display is null or grenier_may_attach(display, dossier))"
        " and (thumbnail is null or grenier_may_attach(thumbnail, dossier))",
    ),
    "grant update (withdrawn_at) on keepsake to grenier_app",
    "create policy keepsake_update on keepsake for update"
    f" using (({OWNED}) or (({WRITES}) and ({MINE} or {COORDINATED}) and not {HANDED_OVER}))",
    *guarded(
        "memory_box_release",
        select="dossier = any ((select grenier_circle())::uuid[]) or " + DEMO,
        insert=f"(({COORDINATED}) and released_by = (select grenier_account())) or {DEMO}",
    ),
]

BACKWARDS = ["drop function grenier_released() cascade"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="memorybox", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
