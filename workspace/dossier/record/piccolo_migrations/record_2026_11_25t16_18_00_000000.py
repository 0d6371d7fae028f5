from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, guarded, in_circle, serves

ID = "2026-11-25T16:18:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "statements are amended, never overwritten; each is open by its class"

SERVED = serves("import", "demo")
COUNTED = serves("import", "demo", "figures")


def coordinated(column: str) -> str:
    """Return the condition: the session's person coordinates the circle of the dossier in `column`."""
    return f"{column} = any ((select grenier_coordinated())::uuid[])"


def by_class(table: str, data_class: str, *, amended: str = "") -> list[str]:
    """Return the statements for a table of statements; `amended`: the columns that may change, if any."""
    may_write = in_circle("dossier", data_class, "w") + f" or {SERVED}"
    statements = guarded(
        table,
        select=in_circle("dossier", data_class, "r") + f" or {SERVED}",
        insert=may_write,
        update=may_write if amended else "",
    )
    if amended:
        statements += [f"revoke update on {table} from grenier_app", f"grant update ({amended}) on {table} to grenier_app"]
    return statements


BOTH = f"({coordinated('dossier')} and {coordinated('merged')})"
NEW = ("short_stay", "inclusion_event", "authority_restriction", "sibling", "identity_statement", "ins_identity", "dossier_merge")

# What was said is said: an end that was written stays, and what was set aside is not brought back.
KEEP = """
begin
  if old.superseded_at is distinct from new.superseded_at and old.superseded_at is not null then
    raise insufficient_privilege using message = 'a statement set aside stays so';
  end if;
  if to_jsonb(old) ? 'ends_on' and to_jsonb(old) ->> 'ends_on' is not null
     and to_jsonb(old) ->> 'ends_on' is distinct from to_jsonb(new) ->> 'ends_on' and tg_argv[0] = 'ends' then
    raise insufficient_privilege using message = 'an end that was written stays';
  end if;
  return new;
end
"""
ENDED = ("short_stay", "protection_measure", "authority_restriction")
SET_ASIDE = ("placement", "related_person", "sibling", "ins_identity")

FORWARDS = [
    *by_class("short_stay", "C3", amended="ends_on, superseded_at"),
    # An exit, a return, a change of department are acts of who coordinates.
    *guarded(
        "inclusion_event",
        select=in_circle("dossier", "C3", "r") + f" or {SERVED}",
        insert=coordinated("dossier") + f" or {SERVED}",
    ),
    *by_class("authority_restriction", "C3", amended="ends_on, superseded_at"),
    *by_class("sibling", "C3", amended="superseded_at"),
    *by_class("identity_statement", "C0"),
    *by_class("ins_identity", "C0", amended="superseded_at"),
    *guarded(
        "dossier_merge",
        select=f"{in_circle('dossier', 'C0', 'r')} or {in_circle('merged', 'C0', 'r')} or {COUNTED}",
        insert=BOTH,
        update=BOTH,
    ),
    "revoke update on dossier_merge from grenier_app",
    "grant update (undone_by, undone_at) on dossier_merge to grenier_app",
    *(
        f"alter table {table} add constraint {table}_dossier foreign key (dossier) references dossier (id)"
        for table in NEW
    ),
    "alter table dossier_merge add constraint dossier_merge_merged foreign key (merged) references dossier (id)",
    "alter table dossier_merge add constraint dossier_merge_of_two check (dossier <> merged)",
    "create unique index dossier_merge_once on dossier_merge (merged) where undone_at is null",
    "alter table short_stay add constraint short_stay_in_order check (ends_on is null or ends_on >= begins_on)",
    "alter table authority_restriction add constraint authority_restriction_in_order"
    " check (ends_on is null or ends_on >= begins_on)",
    "create index ins_identity_number on ins_identity (number_index) where number_index is not null",
    # What stood before: a correction is a new row, and says which one it takes the place of.
    "grant update (superseded_at) on placement to grenier_app",
    f"create policy protection_measure_update on protection_measure for update using ({in_circle('dossier', 'C3', 'w')})",
    "grant update (ends_on, superseded_at) on protection_measure to grenier_app",
    f"create policy related_person_update on related_person for update using ({in_circle('dossier', 'C3', 'w')})",
    "grant update (superseded_at) on related_person to grenier_app",
    *function("grenier_keep_statement()", "trigger", KEEP, to="grenier_owner", language="plpgsql", volatile=True),
    *(
        f"create trigger {table}_kept before update on {table} for each row"
        f" execute function grenier_keep_statement('{how}')"
        for how, tables in (("ends", ENDED), ("aside", SET_ASIDE))
        for table in tables
    ),
]

BACKWARDS = [
    *(f"drop trigger {table}_kept on {table}" for table in (*ENDED, *SET_ASIDE)),
    "drop function grenier_keep_statement()",
    "revoke update (superseded_at) on placement from grenier_app",
    "drop policy protection_measure_update on protection_measure",
    "revoke update (ends_on, superseded_at) on protection_measure from grenier_app",
    "drop policy related_person_update on related_person",
    "revoke update (superseded_at) on related_person from grenier_app",
    "drop index ins_identity_number",
    "drop index dossier_merge_once",
    "alter table dossier_merge drop constraint dossier_merge_merged, drop constraint dossier_merge_of_two",
    "alter table short_stay drop constraint short_stay_in_order",
    "alter table authority_restriction drop constraint authority_restriction_in_order",
    *(f"alter table {table} drop constraint {table}_dossier" for table in NEW),
    *(f"drop policy if exists {table}_{verb} on {table}" for table in NEW for verb in ("select", "insert", "update")),
    *(f"revoke all on {table} from grenier_app" for table in NEW),
    *(f"alter table {table} no force row level security" for table in NEW),
    *(f"alter table {table} disable row level security" for table in NEW),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="record", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
