"""The real child process, on real pictures; `test_imaging_process.py` looks inside it."""

import asyncio
import logging
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.workspace.memorybox import pictures
from workspace.errors import Invalid
from workspace.memorybox import imaging
from workspace.memorybox.imaging import TOO_LARGE, TOO_SLOW, UNREADABLE, Darkroom

CLOCKWISE = ("red", "green", "blue", "yellow")


def child(program: str) -> Darkroom:
    """Return a darkroom whose process runs this program instead of ours."""
    return Darkroom(command=(sys.executable, "-I", "-c", program), timeout=60.0)


async def refusal(darkroom: Darkroom, original: bytes) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        await darkroom.display_copy(original)
    return refused.value.fields


async def test_place_camera_profile_and_comments_stay_behind() -> None:
    original = pictures.jpeg()
    with Image.open(BytesIO(original)) as before:  # the negative control: all of it was there
        assert pictures.PLACE.keys() <= before.getexif().get_ifd(pictures.GPS).keys()
        assert {"exif", "icc_profile", "comment", "xmp"} <= before.info.keys()
    assert original.count(pictures.CANARY.encode()) == 3
    copy = await Darkroom().display_copy(original)
    for content in (copy.content, copy.thumbnail):
        assert pictures.CANARY.encode() not in content
        with Image.open(BytesIO(content)) as after:
            assert dict(after.getexif()) == {}
            assert not {"exif", "icc_profile", "comment", "xmp"} & after.info.keys()


async def test_text_in_a_png_stays_behind() -> None:
    original = pictures.png(pictures.corners("RGBA"))
    assert pictures.CANARY.encode() in original
    copy = await Darkroom().display_copy(original)
    assert pictures.CANARY.encode() not in copy.content + copy.thumbnail


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_picture_held_sideways_comes_out_upright(orientation: int) -> None:
    turns = {
        2: "FLIP_LEFT_RIGHT",
        3: "ROTATE_180",
        4: "FLIP_TOP_BOTTOM",
        5: "TRANSPOSE",
        6: "ROTATE_90",
        7: "TRANSVERSE",
        8: "ROTATE_270",
    }
    upright = pictures.corners()
    held = upright.transpose(Image.Transpose[turns[orientation]]) if orientation > 1 else upright
    copy = await Darkroom().display_copy(pictures.jpeg(held, orientation=orientation))
    assert (copy.width, copy.height) == (120, 80)
    assert pictures.colours_of(copy.content) == CLOCKWISE
    assert pictures.colours_of(copy.thumbnail) == CLOCKWISE


async def test_a_large_picture_fits_the_screen_and_the_list() -> None:
    copy = await Darkroom().display_copy(pictures.jpeg(pictures.corners(size=(3000, 1500))))
    assert (copy.content_type, copy.width, copy.height) == ("image/jpeg", 2048, 1024)
    with (
        Image.open(BytesIO(copy.content)) as picture,
        Image.open(BytesIO(copy.thumbnail)) as thumbnail,
    ):
        assert (picture.format, picture.size) == ("JPEG", (2048, 1024))
        assert (thumbnail.format, thumbnail.size) == ("JPEG", (400, 200))


async def test_a_small_picture_is_not_blown_up() -> None:
    copy = await Darkroom().display_copy(pictures.jpeg(), longest_side=500)
    assert (copy.width, copy.height) == (120, 80)


@pytest.mark.parametrize(
    "original",
    [
        b"",
        b"Dear Lou, this is a letter renamed photo.jpg",
        b"\xff\xd8\xff\xe0 only the first bytes of a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n" + pictures.jpeg(),
        pictures.jpeg()[:-300],
        pictures.png(pictures.corners())[:-40],
    ],
)
async def test_what_is_not_a_whole_picture_is_refused(original: bytes) -> None:
    assert await refusal(Darkroom(), original) == {"content": UNREADABLE}


async def test_a_gif_is_refused_although_the_library_knows_it() -> None:
    out = BytesIO()
    pictures.corners().save(out, "GIF")
    assert await refusal(Darkroom(), out.getvalue()) == {"content": UNREADABLE}


async def test_nothing_hidden_behind_a_picture_comes_through() -> None:
    polyglot = pictures.jpeg() + b"PK\x03\x04<script>alert(1)</script>"
    copy = await Darkroom().display_copy(polyglot)
    assert b"<script>" not in copy.content + copy.thumbnail


async def test_a_bomb_is_refused_at_once() -> None:
    packed = pictures.bomb(30_000)
    assert len(packed) < 200_000
    assert await refusal(Darkroom(), packed) == {"content": TOO_LARGE}


async def test_the_cap_stands_at_fifty_megapixels() -> None:
    assert (await Darkroom().display_copy(pictures.bomb(7_000))).width == 2048
    assert await refusal(Darkroom(), pictures.bomb(7_100)) == {"content": TOO_LARGE}


async def test_more_than_fifty_megabytes_are_not_even_given_to_the_process() -> None:
    nobody = Darkroom(command=("/nonexistent",))
    assert await refusal(nobody, bytes(imaging.LARGEST_ORIGINAL + 1)) == {"content": TOO_LARGE}


HANGING = ("/bin/sh", "-c", 'sleep 600 & echo "$$ $!" > "$0"; sleep 600')


async def test_a_process_that_hangs_is_killed_with_its_children(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    for seconds in (0.5, 2.0, 8.0, 32.0):  # until it had the time to begin, and to say who it is
        darkroom = Darkroom(command=(*HANGING, str(pids)), timeout=seconds)
        assert await refusal(darkroom, bytes(1 << 20)) == {"content": TOO_SLOW}
        if noted(pids):
            break
    assert len(noted(pids)) == 2
    await until(lambda: not any(map(runs, noted(pids))))


async def test_a_reader_who_leaves_takes_the_process_along(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    darkroom = Darkroom(command=(*HANGING, str(pids)))
    asked = asyncio.create_task(darkroom.display_copy(b"x"))
    await until(lambda: len(noted(pids)) == 2 and all(map(runs, noted(pids))))
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await until(lambda: not any(map(runs, noted(pids))))


async def test_a_reader_who_leaves_as_the_process_begins_waits_for_nobody(tmp_path: Path) -> None:
    """Asyncio alone would wait for the pipe that the child of the child holds for ten minutes."""
    for steps in range(8):
        pids = tmp_path / str(steps)
        asked = asyncio.create_task(Darkroom(command=(*HANGING, str(pids))).display_copy(b"x"))
        for _ in range(steps):
            await asyncio.sleep(0)
        time.sleep(0.05)  # noqa: ASYNC251 - the loop stands still, the process goes on
        asked.cancel()
        async with asyncio.timeout(60):
            with pytest.raises(asyncio.CancelledError):
                await asked
        await until(partial(gone, pids))


def gone(pids: Path) -> bool:
    return not any(map(runs, noted(pids)))


def noted(pids: Path) -> list[str]:
    return pids.read_text().split() if pids.exists() else []


def runs(pid: str) -> bool:
    """Tell whether it lives; one that is dead and not yet buried (Z) does not."""
    try:
        return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - nobody tells us when a process dies
            await asyncio.sleep(0.01)


async def test_at_most_two_pictures_are_read_at_once(tmp_path: Path) -> None:
    """The first waits for the second; all stay a moment, in which a third would be seen."""
    begun = tmp_path / "begun"
    begun.mkdir()
    (ended := tmp_path / "ended").mkdir()
    program = f"""
import os, time
start = time.monotonic()
open({str(begun)!r} + '/' + str(os.getpid()), 'w').close()
while len(os.listdir({str(begun)!r})) < 2: time.sleep(0.01)
time.sleep(0.3)
open({str(ended)!r} + '/' + str(os.getpid()), 'w').write(f'{{start}} {{time.monotonic()}}')
"""
    darkroom = child(program)
    await asyncio.gather(*(refusal(darkroom, b"") for _ in range(5)))
    times = [tuple(map(float, noted(note))) for note in ended.iterdir()]
    at_once = [sum(start <= moment < end for start, end in times) for moment, _ in times]
    assert (len(times), max(at_once)) == (5, imaging.AT_ONCE)


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit(1)",
        "import os; os.abort()",
        "print('not a frame', end='')",
        "import sys; sys.stdout.buffer.write(b'\\0\\1\\1' + b'\\0\\0\\0\\x09' * 4 + b'too short')",
        "import sys; sys.stdout.buffer.write(b'\\0\\1\\1' + b'\\xff' * 16)",
        "import sys; sys.stdout.buffer.write(b'\\0\\7\\1' + b'\\0' * 16)",
    ],
)
async def test_a_process_that_fails_or_lies_is_not_believed(program: str) -> None:
    assert await refusal(child(program), bytes(1 << 20)) == {"content": UNREADABLE}


def answering(width: str) -> Darkroom:
    """Return a darkroom whose process draws nothing, stays on the network, and says a width."""
    frame = f"struct.pack('!BBBIIII', 0, 1, 0, {width}, 0, 0, 0)"
    return child(f"import os, struct, sys; sys.stdout.buffer.write({frame})")


async def test_a_process_that_sends_more_than_any_picture_is_not_listened_to() -> None:
    size = imaging.LARGEST_COPY + 1
    frame = f"struct.pack('!BBBIIII', 0, 1, 1, 9, 9, {size}, 0)"
    flood = child(f"import struct, sys; sys.stdout.buffer.write({frame} + bytes({size}))")
    assert await refusal(flood, b"") == {"content": UNREADABLE}


async def test_a_process_whose_words_fill_the_pipe_is_let_go_of() -> None:
    """Where asyncio has stopped reading, it would wait for ever for the end of what it does not read."""
    flood = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import sys; sys.stdout.buffer.write(bytes(1 << 24))",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert flood.stdout is not None
    async with asyncio.timeout(60):
        while not flood.stdout._paused:  # type: ignore[attr-defined]  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        await imaging._end(flood)
    assert flood.returncode == -signal.SIGKILL


async def test_the_process_knows_nothing_of_our_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRENIER_ROOT_KEY", "a secret")
    known = answering("sum(name.startswith('GRENIER') for name in os.environ)")
    assert (await known.display_copy(b"")).width == 0


async def test_a_kernel_that_keeps_the_network_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    darkroom = answering("5")
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            assert (await darkroom.display_copy(b"")).width == 5
    assert caplog.messages == ["this kernel lets no picture process leave the network namespace"]
