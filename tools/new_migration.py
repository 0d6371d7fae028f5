"""Write a migration: `new_migration.py APP DESCRIPTION [--raw]`. Without --raw Piccolo compares the tables."""

import argparse
import asyncio

from piccolo.apps.migrations.commands.new import new


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("app", help="the app_name of a piccolo_app.py")
    parser.add_argument("description", help="what changes, in a few words")
    parser.add_argument(
        "--raw", action="store_true", help="an empty migration for SQL written by hand"
    )
    asked = parser.parse_args()
    asyncio.run(new(app_name=asked.app, auto=not asked.raw, desc=asked.description))


if __name__ == "__main__":
    main()
