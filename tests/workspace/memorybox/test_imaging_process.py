"""What the limited process draws, and what it may no longer do once its limits stand."""

import os
import subprocess
import sys
from io import BytesIO
from typing import cast

import pytest
from PIL import Image, ImageCms

from tests.workspace.memorybox import pictures
from workspace.memorybox import imaging_process
from workspace.memorybox.imaging_process import FRAME, Medium, Outcome, frame, redraw

pytestmark = pytest.mark.filterwarnings("ignore:Corrupt EXIF data")

BEGIN = """
import runpy, sys
process = runpy.run_path(sys.argv[1])
process["limit"]()
"""


def inside(program: str) -> str:
    """Run a program in an isolated interpreter where the limits stand; return what it printed."""
    command = [sys.executable, "-I", "-B", "-c", BEGIN + program, imaging_process.__file__]
    return subprocess.run(
        command, capture_output=True, check=True, text=True, timeout=30, env={}
    ).stdout.strip()


def drawn(original: bytes) -> tuple[Outcome, Medium, tuple[int, int]]:
    outcome, medium, _, width, height, *_ = FRAME.unpack_from(
        frame(original, 2048, 400, left_network=True)
    )
    return Outcome(outcome), Medium(medium), (width, height)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_stays_a_jpeg(mode: str) -> None:
    assert drawn(pictures.jpeg(pictures.corners(mode))) == (Outcome.DRAWN, Medium.JPEG, (120, 80))


@pytest.mark.parametrize(
    ("picture", "medium"),
    [
        (pictures.corners("RGB"), Medium.JPEG),
        (pictures.corners("P"), Medium.JPEG),
        (pictures.corners("1"), Medium.JPEG),
        (pictures.corners("RGBA"), Medium.JPEG),
        (Image.new("RGBA", (120, 80), (0, 0, 0, 128)), Medium.PNG),
        (Image.new("LA", (120, 80), (0, 128)), Medium.PNG),
    ],
)
def test_a_png_stays_one_only_where_something_shows_through(
    picture: Image.Image, medium: Medium
) -> None:
    assert drawn(pictures.png(picture)) == (Outcome.DRAWN, medium, (120, 80))


def test_a_grey_of_sixteen_bits_is_scaled_not_clipped() -> None:
    grey = redraw(pictures.png(Image.new("I;16", (10, 10), 0x8000)), 100)
    assert grey.getpixel((5, 5)) == (128, 128, 128)


def in_profile(profile: bytes) -> object:
    """Return what a red point becomes when its picture comes with this profile."""
    out = BytesIO()
    Image.new("RGB", (16, 16), (200, 30, 30)).save(out, "JPEG", quality=95, icc_profile=profile)
    return redraw(out.getvalue(), 100).getpixel((8, 8))


def test_the_colours_of_a_profile_are_brought_to_those_of_screens() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = (
        srgb.replace(b"rXYZ", b"?", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"?", b"bXYZ", 1)
    )
    red, green, blue = cast("tuple[int, int, int]", in_profile(srgb))
    assert (red > 195, max(green, blue) < 35) == (True, True)
    red, green, blue = cast("tuple[int, int, int]", in_profile(exchanged))
    assert (blue > 195, max(red, green) < 35) == (True, True)


def test_a_profile_of_another_kind_of_colour_is_left_aside() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    red, *_ = cast("tuple[int, int, int]", in_profile(lab))
    assert red > 195


def test_a_broken_profile_does_not_cost_the_picture() -> None:
    out = BytesIO()
    pictures.corners().save(out, "JPEG", icc_profile=b"not a profile")
    assert drawn(out.getvalue())[0] is Outcome.DRAWN


def test_a_broken_exif_does_not_cost_the_picture() -> None:
    out = BytesIO()
    pictures.corners().save(
        out, "JPEG", exif=b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\xff\xff garbage"
    )
    assert drawn(out.getvalue())[0] is Outcome.DRAWN


def test_a_bomb_and_a_letter_are_two_outcomes() -> None:
    assert drawn(pictures.bomb(7_100))[0] is Outcome.TOO_MANY_PIXELS
    assert drawn(b"Dear Lou")[0] is Outcome.UNREADABLE


def test_the_limits_stand() -> None:
    program = """
import resource
names = ("CPU", "AS", "FSIZE", "NOFILE", "NPROC", "CORE")
print([resource.getrlimit(getattr(resource, "RLIMIT_" + name))[0] for name in names])
"""
    assert inside(program) == str([20, 1 << 30, 0, 32, 0, 0])


def test_nothing_can_be_written_to_disk() -> None:
    program = """
import os
made = os.open("/tmp", os.O_TMPFILE | os.O_RDWR)
try:
    os.write(made, b"a picture in clear")
except OSError as error:
    print(os.strerror(error.errno))
"""
    assert inside(program) == "File too large"


def test_memory_ends_at_one_gibibyte() -> None:
    program = """
try:
    bytearray(2 << 30)
except MemoryError:
    print("refused")
"""
    assert inside(program) == "refused"


@pytest.mark.skipif(os.geteuid() == 0, reason="the kernel does not count the processes of root")
def test_no_other_process_can_be_started() -> None:
    program = """
import os
try:
    os.fork()
except BlockingIOError:
    print("refused")
"""
    assert inside(program) == "refused"


def test_where_the_network_was_left_nothing_answers() -> None:
    program = """
import socket
left = process["leave_network"]()
print(left, [name for _, name in socket.if_nameindex()])
"""
    answer = inside(program)
    if not answer.startswith("True"):
        pytest.skip("this kernel allows no network namespace here")
    assert answer in {"True ['lo']", "True []"}
