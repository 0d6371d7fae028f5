"""`make bench`: print each figure as one JSON line; ONLY=prefix runs some.

`make nightly` adds `--hold`: a figure that does not keep what was promised of it ends the run with 1.
"""

import argparse
import sys
from collections.abc import Callable, Iterator

from tests.bench import documents, national, pages, reminding, start, stored
from tests.bench.measure import Figure

FAMILIES: dict[str, Callable[[], Iterator[Figure]]] = {
    "start": start.figures,
    "page": pages.page_figures,
    "messaging": pages.messaging_figures,
    "docgen": documents.figures,
    "storage": stored.figures,
    "dossier": national.figures,
    "reminders": reminding.figures,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="the beginning of the names to measure")
    parser.add_argument("--hold", action="store_true", help="end with 1 when a promise is not held")
    asked = parser.parse_args()
    only, broken = asked.only, []
    for family, figures in FAMILIES.items():
        if not (only.startswith(family) or family.startswith(only.split(".", maxsplit=1)[0])):
            continue
        for figure in figures():
            if figure.name.startswith(only):
                sys.stdout.write(figure.line() + "\n")
                sys.stdout.flush()
                if not figure.is_held:
                    broken.append(figure.name)
    if asked.hold and broken:
        sys.exit(f"Not held: {', '.join(broken)}")


if __name__ == "__main__":
    main()
