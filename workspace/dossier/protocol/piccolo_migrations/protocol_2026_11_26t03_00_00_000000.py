from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "until when each programme follows a child is known where admissions are judged; versions applied before say it too"

FORWARDS = [
    # What stands in the text of a definition: its end, and its name where it has one.
    "update protocol_version set"
    " followed_until_months = substring(definition from 'followup_end_age_months\\s*=\\s*(\\d+)')::integer,"
    " name = coalesce(substring(definition from '(?n)^name\\s*=\\s*\"([^\"]{1,60})\"'), programme)"
    " where followed_until_months is null",
    *function(
        "grenier_programme_ages()",
        "table (programme varchar, name varchar, followed_until_months integer, admitted_before_months integer)",
        """
        select distinct on (v.programme) v.programme, coalesce(v.name, v.programme)::varchar,
               v.followed_until_months, v.admitted_before_months
          from public.protocol_version v
         where v.followed_until_months is not null and public.grenier_account() is not null
         order by v.programme, v.valid_from desc, v.applied_at desc
        """,
        to="grenier_app",
    ),
]

BACKWARDS = ["drop function grenier_programme_ages()"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="protocol", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
