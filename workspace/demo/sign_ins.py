"""The sign-ins of the demonstration: passwords drawn when the territory is made, kept with the keys."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from workspace.embedded import DataFolder, write_secret

WORDS = [
    "abricot",
    "balcon",
    "cabane",
    "dahlia",
    "estrade",
    "fanal",
    "galet",
    "hamac",
    "jardin",
    "koala",
    "lampion",
    "moulin",
    "nacelle",
    "olive",
    "pirogue",
    "quartz",
    "ruche",
    "sapin",
    "tuile",
    "univers",
    "vague",
    "wagon",
    "yole",
    "zeste",
]


@dataclass(frozen=True, kw_only=True)
class SignIn:
    role_label: str
    name: str
    login: str
    password: str


def new_password() -> str:
    """Return four words and four digits: drawn anew for each demonstration, easy to type."""
    return "-".join(
        [*(secrets.choice(WORDS) for _ in range(4)), f"{secrets.randbelow(10_000):04d}"]
    )


def keep_sign_ins(folder: DataFolder, sign_ins: Iterable[SignIn]) -> None:
    write_secret(
        folder.demo_sign_ins,
        json.dumps([asdict(who) for who in sign_ins], ensure_ascii=False, indent=1),
    )


def known_sign_ins(folder: DataFolder) -> tuple[SignIn, ...]:
    return tuple(
        SignIn(**who) for who in json.loads(folder.demo_sign_ins.read_text(encoding="utf-8"))
    )
