"""`make bench`: print each figure as one JSON line; ONLY=prefix runs some."""

import argparse
import sys
from collections.abc import Callable, Iterator

from tests.bench import documents, national, pages, start, stored
from tests.bench.measure import Figure

FAMILIES: dict[str, Callable[[], Iterator[Figure]]] = {
    "start": start.figures,
    "page": pages.page_figures,
    "messaging": pages.messaging_figures,
    "docgen": documents.figures,
    "storage": stored.figures,
    "dossier": national.figures,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="the beginning of the names to measure")
    only = parser.parse_args().only
    for family, figures in FAMILIES.items():
        if not (only.startswith(family) or family.startswith(only.split(".", maxsplit=1)[0])):
            continue
        for figure in figures():
            if figure.name.startswith(only):
                sys.stdout.write(figure.line() + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
