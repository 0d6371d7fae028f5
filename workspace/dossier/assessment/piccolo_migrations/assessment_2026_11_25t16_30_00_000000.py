from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, guarded, in_circle

ID = "2026-11-25T16:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "each part is of one class; what was signed never changes"

CLASSES = ("C0", "C1", "C2", "C4")
BY_ME = "author = (select grenier_account())"
AT_WORK = in_circle("dossier", "N0", "w")
EXAMINES = in_circle("dossier", "C1", "w")

READS = " or ".join(
    f"(data_class = '{code}' and {in_circle('dossier', code, 'r')})" for code in CLASSES
)
# Whoever writes somatic health and reads a more closed class writes it here: the physician, who signs.
WRITES = " or ".join(
    [
        f"(data_class = 'C0' and {in_circle('dossier', 'C0', 'w')})",
        f"(data_class = 'C1' and {EXAMINES})",
        f"(data_class = 'C2' and {in_circle('dossier', 'C2', 'w')})",
        f"(data_class = 'C2' and {EXAMINES} and {in_circle('dossier', 'C2', 'r')})",
        f"(data_class = 'C4' and {EXAMINES} and {in_circle('dossier', 'C4', 'r')})",
    ]
)
MINE = f"{BY_ME} and {AT_WORK} and ({WRITES})"
SIGNS = f"{EXAMINES} and {in_circle('dossier', 'C2', 'r')} and {in_circle('dossier', 'C4', 'r')}"

HEADS = """
    select distinct on (p.part) p.part::text, p.id, p.number, p.revision, p.state::text, p.author, p.recorded_at, p.seen_on
    from public.assessment_part p
    where p.dossier = p_dossier and p.step_code = p_step and p.state <> 'beside'
    and p_dossier = any (public.grenier_dossiers('N0', 'r')::uuid[])
    order by p.part, p.number desc
"""
"""That a part is written, by whom and when, is practical: the circle sees it; what was written is of the part's class."""

FORWARDS = [
    *guarded(
        "assessment_part",
        select=f"{READS} or ({MINE})",
        insert=MINE,
        update=f"{MINE} and state in ('draft', 'beside')",
    ),
    "revoke update on assessment_part from grenier_app",
    "grant update (revision, seen_on, recorded_at, encrypted_answers) on assessment_part to grenier_app",
    "create unique index assessment_part_one_standing on assessment_part (dossier, step_code, part, number)"
    " where state <> 'beside'",
    *function(
        "grenier_assessment_heads(p_dossier uuid, p_step text)",
        "table (part text, id uuid, number integer, revision integer, state text, author uuid,"
        " recorded_at timestamptz, seen_on date)",
        HEADS,
        to="grenier_app",
    ),
    *guarded(
        "assessment_signature",
        select=in_circle("dossier", "N0", "r"),
        insert=f"signed_by = (select grenier_account()) and {SIGNS}",
    ),
    "create unique index assessment_signature_once on assessment_signature (dossier, step_code)",
    *guarded("assessment_addendum", select=f"{READS} or ({MINE})", insert=MINE),
]

BACKWARDS = [
    "drop function grenier_assessment_heads(uuid, text)",
    *[
        statement
        for table, verbs in (
            ("assessment_addendum", ("select", "insert")),
            ("assessment_signature", ("select", "insert")),
            ("assessment_part", ("select", "insert", "update")),
        )
        for statement in (
            *[f"drop policy {table}_{verb} on {table}" for verb in verbs],
            f"revoke all on {table} from grenier_app",
            f"alter table {table} no force row level security",
            f"alter table {table} disable row level security",
        )
    ],
    "drop index assessment_signature_once",
    "drop index assessment_part_one_standing",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="assessment", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
