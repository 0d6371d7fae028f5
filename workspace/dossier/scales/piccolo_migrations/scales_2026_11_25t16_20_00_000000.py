from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import SIGNED_IN, by_hand, function, guarded, in_circle, serves

ID = "2026-11-25T16:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who writes their class enters scales; a link opens one questionnaire and nothing else"

SHARED = (
    "scope between '00000000-0000-8000-8000-000000000000' and '00000000-0000-8000-8000-ffffffffffff'"
)
LINK_ACCOUNT = "'00000000-0000-8000-8000-ff000000004c'::uuid"
"""`actor.service_actor("link")`: whoever fills a questionnaire through a link, in the audit."""

PRESENTED = "token_hash = sha256(convert_to(current_setting('app.ctx', true), 'UTF8'))"
LIVE = f"{PRESENTED} and revoked_at is null and finished_at is null and now() < expires_at"

MINE = "author = (select grenier_account())"
WRITES = in_circle("dossier", "C2", "w")
INVITES = f"({in_circle('dossier', 'C2', 'r')} and {in_circle('dossier', 'N0', 'w')})"
FILLED = (
    "exists (select from scale_invitation i where i.id = scale_response.invitation"
    " and i.dossier = scale_response.dossier and i.finished_at is not null and i.revoked_at is null)"
)
BY_LINK = "(select grenier_link()) is not null"

FORWARDS = [
    *guarded(
        "scale_invitation",
        select=in_circle("dossier", "C2", "r"),
        insert=f"created_by = (select grenier_account()) and {INVITES} and encrypted_answers is null"
        " and finished_at is null and expires_at between now() and now() + interval '61 days'",
        update=INVITES,
    ),
    # A link is revoked; whom it is about, its secret and what was filled never change by hand.
    "revoke update on scale_invitation from grenier_app",
    "grant update (revoked_at, revoked_by) on scale_invitation to grenier_app",
    "alter policy scale_response_insert on scale_response with check ("
    + serves("import", "demo")
    + f" or ({MINE} and invitation is null and {WRITES}) or ({MINE} and {INVITES} and {FILLED}))",
    *guarded(
        "scale_threshold_set",
        select=f"{SIGNED_IN}",
        insert=serves("import", "demo"),
    ),
    *function(
        "grenier_link()",
        "uuid",
        f"select id from public.scale_invitation where {LIVE}",
        to="grenier_app",
    ),
    *function(
        "grenier_link_scope()",
        "uuid",
        f"select dossier from public.scale_invitation where {LIVE}",
        to="grenier_app",
    ),
    *function(
        "grenier_link_state()",
        "text",
        "select case when revoked_at is not null then 'revoked' when finished_at is not null then 'finished'"
        " when now() >= expires_at then 'expired' else 'open' end"
        f" from public.scale_invitation where {PRESENTED}",
        to="grenier_app",
    ),
    *function(
        "grenier_link_read()",
        "table (id uuid, dossier uuid, tool varchar, interval_months smallint, expires_at timestamptz,"
        " encrypted_details bytea, encrypted_answers bytea)",
        "select id, dossier, tool, interval_months, expires_at, encrypted_details, encrypted_answers"
        f" from public.scale_invitation where {LIVE}",
        to="grenier_app",
    ),
    *function(
        "grenier_link_save(p_answers bytea, p_is_done boolean)",
        "boolean",
        "update public.scale_invitation set encrypted_answers = p_answers,"
        " finished_at = case when p_is_done then now() end"
        f" where {LIVE} and octet_length(p_answers) <= 16384 returning true",
        to="grenier_app",
        volatile=True,
    ),
    # What a link writes is encrypted for the child and written down: it reads these keys, and adds these events.
    f"create policy data_key_link on data_key for select using ({BY_LINK} and"
    f" (scope = (select grenier_link_scope()) or ({SHARED})))",
    "create policy audit_event_link on audit_event for insert with check ("
    f"{BY_LINK} and at between now() - interval '5 minutes' and now() + interval '5 minutes'"
    " and act in ('dossier:scale_link:finish', 'dossier:scale_link:open'))",
    "create policy audit_index_link on audit_index for insert with check ("
    f"{BY_LINK} and account = {LINK_ACCOUNT} and dossier = (select grenier_link_scope()))",
]

BACKWARDS = [
    "drop policy audit_index_link on audit_index",
    "drop policy audit_event_link on audit_event",
    "drop policy data_key_link on data_key",
    "drop function grenier_link_save(bytea, boolean), grenier_link_read(), grenier_link_state(),"
    " grenier_link_scope(), grenier_link()",
    "alter policy scale_response_insert on scale_response with check ("
    + serves("import", "demo")
    + ")",
    *(
        statement
        for table, verbs in (
            ("scale_threshold_set", ("select", "insert")),
            ("scale_invitation", ("select", "insert", "update")),
        )
        for statement in (
            *(f"drop policy {table}_{verb} on {table}" for verb in verbs),
            f"revoke all on {table} from grenier_app",
            f"alter table {table} no force row level security",
            f"alter table {table} disable row level security",
        )
    ),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="scales", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
