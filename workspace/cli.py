"""The command `grenier`: each error is one sentence and an exit code.

0 done · 1 refused or failed · 2 the words of the command are off · 3 settings incomplete · 130 interrupted
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn, TypeAlias

from workspace.settings import SettingsIncomplete

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - its only name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="grenier", description="The dossier belongs to the child."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="COMMAND")

    demo = verbs.add_parser(
        "demo", help="a living territory on this machine, with everything embedded"
    )
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument(
        "--reset", action="store_true", help="erase the demonstration's data folder and start over"
    )
    demo.add_argument("--prepare", action="store_true", help="make everything ready and stop")

    serve = verbs.add_parser(
        "serve", help="the web application (settings: GRENIER_… in the environment)"
    )
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)

    verbs.add_parser("worker", help="what runs beside the web application: audit chain, sweeping")
    verbs.add_parser("migrate", help="bring the database up to date")

    bring = verbs.add_parser("import", help="bring in a folder of spreadsheets, all or nothing")
    bring.add_argument("folder", type=Path)
    bring.add_argument(
        "--dry-run", action="store_true", help="say everything that is wrong, write nothing"
    )

    _accounts(verbs)

    figures = verbs.add_parser("figures", help="the figures of the cohort at the end of a day")
    figures.add_argument("--on", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    figures.add_argument("--establishment", metavar="CODE")
    figures.add_argument("--json", action="store_true")

    sweep = verbs.add_parser("sweep", help="delete stored objects that nobody kept")
    sweep.add_argument("--older-than", type=int, default=24, metavar="HOURS")

    verbs.add_parser("verify", help="recompute the chain of the audit")
    _in_force(verbs)
    _protocol(verbs.add_parser("protocol", help="see what a change of protocol does, and apply it"))
    return parser


def _accounts(verbs: Verbs) -> None:
    account = verbs.add_parser("account", help="open the account of an imported practitioner")
    account.add_argument("code", help="the practitioner's code in the imported folder")
    account.add_argument(
        "login", help="the name to sign in with; the password is read from standard input"
    )

    team = verbs.add_parser("team", help="open an account of the national team")
    team.add_argument(
        "login",
        help="the name to sign in with; the person's name, then the password, are read from standard input",
    )


def _in_force(verbs: Verbs) -> None:
    thresholds = verbs.add_parser(
        "thresholds", help="put in force the bounds of the screening scales, or list those that are"
    )
    thresholds.add_argument(
        "bounds", type=Path, nargs="?", help="CSV of the ASQ-3 monitoring bounds, all or nothing"
    )
    thresholds.add_argument("--by", metavar="NAME", help="who read them in the licensed guide")
    thresholds.add_argument("--checked-by", metavar="NAME", help="who else compared them")
    thresholds.add_argument("--edition", metavar="TEXT", help="which guide, and which page")
    thresholds.add_argument(
        "--at-cutoff", choices=("refer", "watch"), help="how a total of ASQ:SE-2 equal to it reads"
    )
    thresholds.add_argument(
        "--local-watch", choices=("on", "off"), help="our own caution where no bound is known"
    )

    growth = verbs.add_parser(
        "growth", help="what curves are read against, and until when an early birth is corrected"
    )
    growth.add_argument("indicator", choices=("weight", "length", "head", "bmi", "early-birth"))
    growth.add_argument("--file", type=Path, help="CSV: sex, age_days, L, M, S; without it, WHO")
    growth.add_argument("--name", default="WHO", help="shown on the curve")
    growth.add_argument("--edition", default="2006", help="shown on the curve")
    growth.add_argument(
        "--months", type=int, default=24, help="of early-birth: 24 to 36, born before 32 weeks"
    )

    _seen_then_applied(
        verbs.add_parser("rates", help="what a programme pays a child a year, by period"),
        "say everything wrong with a file and whom it concerns; write nothing",
        "put its periods in force, beside those that were",
    )
    _seen_then_applied(
        verbs.add_parser("vaccines", help="another calendar of vaccinations, from a day on"),
        "say everything wrong with a calendar and what it changes; write nothing",
        "put it in force from its day on, beside those that were",
    )


def _seen_then_applied(parser: argparse.ArgumentParser, check: str, apply: str) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for act, words in (("check", check), ("apply", apply)):
        acts.add_parser(act, help=words).add_argument("file", type=Path)


def _protocol(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for act, words in (
        ("check", "say everything wrong with a definition and whom it concerns; write nothing"),
        ("apply", "let a definition hold from a day on"),
        ("choose", "let an establishment, or all, follow one set of ages from a day on"),
    ):
        one = acts.add_parser(act, help=words)
        one.add_argument(
            "--from",
            dest="since",
            type=date.fromisoformat,
            required=act != "check",
            metavar="YYYY-MM-DD",
        )
        if act == "choose":
            one.add_argument("set", help="the letter of the set: A, B, C")
            one.add_argument("--programme", default="pegase", metavar="CODE")
            one.add_argument("--establishment", metavar="CODE")
            one.add_argument("--dry-run", action="store_true", help="write nothing")
        else:
            one.add_argument("file", type=Path)


def _leave(number: int, _frame: object) -> NoReturn:
    """Unwind instead of dying on the spot: the embedded server stops with us."""
    raise SystemExit(128 + number)


def _say_what_can_be_said() -> None:
    """Put a question mark for what a terminal cannot show: a report must not stop halfway through what is done."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    _say_what_can_be_said()
    asked = _parser().parse_args(words)
    for deadly in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(deadly, _leave)
    from workspace import commands
    from workspace.mandate import Refused

    try:
        if asked.verb == "demo":
            from workspace.demo.run import run_demo

            return asyncio.run(run_demo(asked))
        return asyncio.run(commands.run(asked))
    except KeyboardInterrupt:
        return 130
    except SettingsIncomplete as error:
        print(f"grenier: {error}.", file=sys.stderr)
        return 3
    except Refused as error:
        print(f"grenier: {error}", file=sys.stderr)
        return 1
