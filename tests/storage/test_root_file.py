import os
import stat
from pathlib import Path

import pytest

from storage.durable import make_private_folder, write_new
from storage.errors import KeyFileExposed, RootSealed
from storage.root_file import (
    DEFAULT_COST,
    Cost,
    create_passphrase_file,
    create_root_file,
    open_root_file,
)

CHEAP = Cost(memory=64, passes=1)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "root"


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    path = tmp_path / "secret" / "passphrase"
    create_passphrase_file(path)
    return path


def test_the_keys_come_back(root: Path, passphrase: Path) -> None:
    made = create_root_file(root, passphrase, cost=CHEAP)
    opened = open_root_file(root, passphrase)
    assert made.kid == opened.kid
    assert made.blind_index("t:c", "x", bits=256) == opened.blind_index("t:c", "x", bits=256)


def test_the_default_cost_is_the_documented_one_and_works(root: Path, passphrase: Path) -> None:
    made = create_root_file(root, passphrase)
    assert made.kid == open_root_file(root, passphrase).kid
    header = root.read_bytes()[:16]
    assert b"GRR1" + bytes.fromhex("00010000 00000003 00000001") == header
    assert Cost(memory=65_536, passes=3, lanes=1) == DEFAULT_COST


def test_key_files_are_for_their_owner_only(root: Path, passphrase: Path) -> None:
    before = os.umask(0)
    try:
        create_root_file(root, passphrase, cost=CHEAP)
    finally:
        os.umask(before)
    assert [mode(root), mode(passphrase)] == [0o600, 0o600]
    assert [mode(root.parent), mode(passphrase.parent)] == [0o700, 0o700]
    assert names(root.parent) == ["root"]
    assert names(passphrase.parent) == ["passphrase"]


def test_a_generated_passphrase_has_256_bits_and_is_new_each_time(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in "ab"]
    for path in paths:
        create_passphrase_file(path)
    first, second = (path.read_bytes().strip() for path in paths)
    assert first != second
    assert len(first) == 43


def test_nothing_is_ever_overwritten(root: Path, passphrase: Path) -> None:
    create_root_file(root, passphrase, cost=CHEAP)
    before = root.read_bytes(), passphrase.read_bytes()
    with pytest.raises(FileExistsError):
        create_root_file(root, passphrase, cost=CHEAP)
    with pytest.raises(FileExistsError):
        create_passphrase_file(passphrase)
    assert before == (root.read_bytes(), passphrase.read_bytes())
    assert names(root.parent) == ["root"]


def test_another_passphrase_opens_nothing(root: Path, passphrase: Path, tmp_path: Path) -> None:
    create_root_file(root, passphrase, cost=CHEAP)
    other = tmp_path / "other"
    create_passphrase_file(other)
    with pytest.raises(RootSealed):
        open_root_file(root, other)


def test_an_empty_passphrase_is_refused(root: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    write_new(empty, b" \n")
    with pytest.raises(RootSealed):
        create_root_file(root, empty, cost=CHEAP)
    assert not root.exists()


def test_white_space_around_the_passphrase_does_not_count(
    root: Path, passphrase: Path, tmp_path: Path
) -> None:
    made = create_root_file(root, passphrase, cost=CHEAP)
    typed = tmp_path / "typed"
    write_new(typed, b"  " + passphrase.read_bytes() + b"\r\n")
    assert made.kid == open_root_file(root, typed).kid


@pytest.mark.parametrize("exposed", ["root", "passphrase"])
@pytest.mark.parametrize("loose", [0o640, 0o604, 0o660])
def test_a_file_others_can_read_is_refused(
    root: Path, passphrase: Path, exposed: str, loose: int
) -> None:
    create_root_file(root, passphrase, cost=CHEAP)
    {"root": root, "passphrase": passphrase}[exposed].chmod(loose)
    with pytest.raises(KeyFileExposed):
        open_root_file(root, passphrase)


def test_every_altered_root_file_is_refused(root: Path, passphrase: Path) -> None:
    create_root_file(root, passphrase, cost=CHEAP)
    sealed = root.read_bytes()
    # The cost is left out: raising it makes the check slow before it fails, see the next test.
    places = [*range(4), *range(16, len(sealed))]
    altered = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in places]
    for content in [*altered, sealed[:-1], sealed + b"\0", sealed[:100], b""]:
        root.write_bytes(content)
        with pytest.raises(RootSealed):
            open_root_file(root, passphrase)
    root.write_bytes(sealed)
    assert open_root_file(root, passphrase)


def test_a_changed_cost_is_refused(root: Path, passphrase: Path) -> None:
    create_root_file(root, passphrase, cost=CHEAP)
    sealed = root.read_bytes()
    root.write_bytes(sealed[:11] + bytes([2]) + sealed[12:])
    with pytest.raises(RootSealed):
        open_root_file(root, passphrase)


@pytest.mark.parametrize(
    ("memory", "passes", "lanes"),
    [
        (7, 1, 1),
        (4 * 1024**2 + 1, 1, 1),
        (64, 0, 1),
        (64, 65, 1),
        (64, 1, 0),
        (1024, 1, 65),
        (15, 1, 2),
    ],
)
def test_an_unbearable_cost_is_refused(memory: int, passes: int, lanes: int) -> None:
    with pytest.raises(RootSealed):
        Cost(memory=memory, passes=passes, lanes=lanes)


def test_folders_are_made_down_to_the_last(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "a" / "b" / "c")
    make_private_folder(tmp_path / "a" / "b" / "c")
    assert {0o700} == {mode(tmp_path / "a"), mode(tmp_path / "a/b"), mode(tmp_path / "a/b/c")}
