from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import SIGNED_IN, by_hand, function, guarded

ID = "2026-11-22T02:54:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who the session is, answered by the database"

LIVE = """
    secret_hash = sha256(convert_to(current_setting('app.ctx', true), 'UTF8'))
    and ended_at is null and expires_at > now()
    and last_seen_at + make_interval(secs => idle_seconds) > now()
"""

FORWARDS = [
    *function(
        "grenier_account()",
        "uuid",
        "select s.account from public.session s left join public.account a on a.id = s.account"
        f" where {LIVE} and (s.purpose <> '' or (a.id is not null and a.closed_at is null))",
        to="grenier_app",
    ),
    *function(
        "grenier_serves(p_purpose text)",
        "boolean",
        f"select exists (select from public.session where purpose = p_purpose and p_purpose <> '' and {LIVE})",
        to="grenier_app",
    ),
    *function(
        "grenier_whoami()",
        "table (id uuid, role varchar, organization uuid, encrypted_name bytea, sudo_until timestamptz)",
        f"""
        update public.session set last_seen_at = now() where {LIVE} and last_seen_at < now() - interval '1 minute';
        select a.id, a.role, a.organization, a.encrypted_name, s.sudo_until
          from (select account, sudo_until from public.session where purpose = '' and {LIVE}) s
          join public.account a on a.id = s.account and a.closed_at is null
        """,
        to="grenier_app",
        volatile=True,
    ),
    *function(
        "grenier_end_session()",
        "void",
        f"update public.session set ended_at = now() where {LIVE}",
        to="grenier_app",
        volatile=True,
    ),
    *function(
        "grenier_set_credential(p_account uuid, p_login bytea, p_hash text)",
        "void",
        """
        insert into public.credential (account, login_index, password_hash, failures)
        select p_account, p_login, p_hash, 0
        where public.grenier_serves('import') or public.grenier_serves('demo')
        """,
        to="grenier_app",
        volatile=True,
    ),
    *function(
        "grenier_credential(p_login bytea)",
        "table (account uuid, password_hash text, failures integer, failed_at timestamptz)",
        """
        select c.account, c.password_hash, c.failures, c.failed_at
          from public.credential c join public.account a on a.id = c.account and a.closed_at is null
         where c.login_index = p_login
        """,
        to="grenier_door",
    ),
    *function(
        "grenier_credential_of(p_account uuid)",
        "table (account uuid, password_hash text, failures integer, failed_at timestamptz)",
        "select account, password_hash, failures, failed_at from public.credential where account = p_account",
        to="grenier_door",
    ),
    *function(
        "grenier_note_failure(p_account uuid)",
        "void",
        "update public.credential set failures = failures + 1, failed_at = now() where account = p_account",
        to="grenier_door",
        volatile=True,
    ),
    *function(
        "grenier_open_session(p_account uuid, p_secret text, p_idle integer, p_seconds integer)",
        "void",
        """
        update public.credential set failures = 0, failed_at = null where account = p_account;
        insert into public.session
          (secret_hash, account, purpose, opened_at, last_seen_at, idle_seconds, expires_at)
        values (sha256(convert_to(p_secret, 'UTF8')), p_account, '', now(), now(), p_idle,
                now() + make_interval(secs => p_seconds))
        """,
        to="grenier_door",
        volatile=True,
    ),
    *function(
        "grenier_confirm(p_secret text, p_seconds integer)",
        "void",
        """
        update public.credential set failures = 0, failed_at = null where account =
          (select account from public.session where secret_hash = sha256(convert_to(p_secret, 'UTF8')));
        update public.session set sudo_until = now() + make_interval(secs => p_seconds)
         where secret_hash = sha256(convert_to(p_secret, 'UTF8')) and ended_at is null
        """,
        to="grenier_door",
        volatile=True,
    ),
    *function(
        "grenier_open_service_session(p_account uuid, p_purpose text, p_secret text, p_seconds integer)",
        "void",
        """
        insert into public.session
          (secret_hash, account, purpose, opened_at, last_seen_at, idle_seconds, expires_at)
        values (sha256(convert_to(p_secret, 'UTF8')), p_account, p_purpose, now(), now(), p_seconds,
                now() + make_interval(secs => p_seconds))
        """,
        to="grenier_worker",
        volatile=True,
    ),
    *guarded("account", select=SIGNED_IN, insert="(select grenier_serves('import')) or (select grenier_serves('demo'))"),
    "alter table credential enable row level security",
    "alter table credential force row level security",
    "alter table session enable row level security",
    "alter table session force row level security",
]

BACKWARDS = [
    "drop function grenier_account(), grenier_serves(text), grenier_whoami(), grenier_end_session(),"
    " grenier_set_credential(uuid, bytea, text), grenier_credential(bytea), grenier_credential_of(uuid), grenier_note_failure(uuid),"
    " grenier_open_session(uuid, text, integer, integer), grenier_confirm(text, integer),"
    " grenier_open_service_session(uuid, text, text, integer) cascade",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
