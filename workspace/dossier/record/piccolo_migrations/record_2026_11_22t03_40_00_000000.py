from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, in_circle, serves

ID = "2026-11-22T03:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "each part of the record is open by its class"

SERVED = serves("import", "demo")
COUNTED = serves("import", "demo", "figures")


def by_class(table: str, data_class: str, *, column: str = "dossier", read: str = SERVED, write: str = "") -> list[str]:
    """Return the statements for a table whose rows are of one class; `write` widens who adds one."""
    may_write = in_circle(column, data_class, "w")
    return guarded(
        table,
        select=in_circle(column, data_class, "r") + f" or {read}",
        insert=" or ".join(filter(None, (may_write, write, SERVED))),
        update=f"{may_write} or {SERVED}",
    )


# Who coordinates writes down the birth while enrolling; from then on it is somatic health.
ENROLS = "dossier = any ((select grenier_coordinated())::uuid[])"

FORWARDS = [
    *by_class("dossier", "C0", column="id", read=COUNTED),
    *by_class("child", "C0", read=COUNTED),
    *by_class("birth", "C1", write=ENROLS),
    *by_class("inclusion", "N0", read=COUNTED),
    *by_class("placement", "C3", read=COUNTED),
    *by_class("protection_measure", "C3"),
    *by_class("related_person", "C3"),
    # What a row is about never changes, and a dossier never changes hands by an update.
    "revoke update on dossier, child, birth, inclusion, placement, protection_measure, related_person from grenier_app",
    "grant update (encrypted_identity, twin_index) on child to grenier_app",
    "grant update (encrypted_birth) on birth to grenier_app",
    "grant update (department, programme, admitted_on, ended_on, encrypted_ended_because) on inclusion to grenier_app",
    "grant update (ends_on, encrypted_place) on placement to grenier_app",
    "grant update (organization) on dossier to grenier_app",
    f"alter policy dossier_update on dossier using ({SERVED})",
    "drop policy protection_measure_update on protection_measure",
    "drop policy related_person_update on related_person",
    *(
        f"alter table {table} add constraint {table}_dossier foreign key (dossier) references dossier (id)"
        for table in ("child", "birth", "inclusion", "placement", "protection_measure", "related_person")
    ),
    "alter table placement add constraint placement_in_order check (ends_on is null or ends_on >= begins_on)",
    "alter table inclusion add constraint inclusion_in_order check (ended_on is null or ended_on >= admitted_on)",
]

TABLES = ("related_person", "protection_measure", "placement", "inclusion", "birth", "child", "dossier")

BACKWARDS = [
    "alter table inclusion drop constraint inclusion_in_order",
    "alter table placement drop constraint placement_in_order",
    *(f"alter table {table} drop constraint {table}_dossier" for table in TABLES if table != "dossier"),
    *(
        f"drop policy if exists {table}_{verb} on {table}"
        for table in TABLES
        for verb in ("select", "insert", "update")
    ),
    *(f"revoke all on {table} from grenier_app" for table in TABLES),
    *(f"alter table {table} no force row level security" for table in TABLES),
    *(f"alter table {table} disable row level security" for table in TABLES),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="record", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
