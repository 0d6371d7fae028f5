"""The limited child process that redraws one picture: bytes in by stdin, one flat frame out.

It is run by its path in an isolated interpreter (`imaging.Darkroom`), so it imports the standard
library and Pillow only, and Pillow only once the limits stand. Nothing of the original but its
pixels goes through: place, camera, profile and comments (EXIF, XMP, ICC, text) stay behind.
"""

import ctypes
import resource
import struct
import sys
import warnings
from contextlib import suppress
from enum import IntEnum
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

FRAME = struct.Struct("!BBBIIII")
"""Outcome, Medium, 1 if the network was left, width, height, bytes of picture, of thumbnail."""

MOST_PIXELS = 50_000_000
QUALITY = 85
MEMORY = 1 << 30
SECONDS = 20
OPEN_FILES = 32

_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_SIGKILL = 9
_ORIENTATION = 0x0112
_OPAQUE = 255


class Outcome(IntEnum):
    DRAWN = 0
    UNREADABLE = 1
    TOO_MANY_PIXELS = 2


class Medium(IntEnum):
    NONE = 0
    JPEG = 1
    PNG = 2


# Coverage does not see the three functions that only run in the limited child: their tests ask it.
def main() -> None:  # pragma: no cover
    """Redraw stdin on stdout; arguments: longest side of the picture, of the thumbnail."""
    limit()
    left = leave_network()
    longest_side, thumbnail_side = (int(argument) for argument in sys.argv[1:3])
    original = sys.stdin.buffer.read()
    sys.stdout.buffer.write(frame(original, longest_side, thumbnail_side, left_network=left))


def limit() -> None:  # pragma: no cover
    """Bound time, memory, files and children; no core dump, no file may grow (nothing on disk)."""
    for kind, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    with suppress(AttributeError):  # Linux only: elsewhere the parent's timeout still ends us
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def leave_network() -> bool:  # pragma: no cover
    """Move to an empty network namespace; False where the kernel does not allow it."""
    with suppress(AttributeError):  # os.unshare comes with Python 3.12
        unshare = ctypes.CDLL(None).unshare
        return any(unshare(way) == 0 for way in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))
    return False


def frame(original: bytes, longest_side: int, thumbnail_side: int, *, left_network: bool) -> bytes:
    """Redraw into one frame; whatever goes wrong in a decoder is an outcome, never a traceback."""
    from PIL import Image  # noqa: PLC0415 - no decoder is loaded before the limits stand

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        drawn = redraw(original, longest_side)
        width, height = drawn.size
        picture = write(drawn)
        drawn.thumbnail((thumbnail_side, thumbnail_side), Image.Resampling.LANCZOS)
        thumbnail = write(drawn)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return FRAME.pack(Outcome.TOO_MANY_PIXELS, Medium.NONE, left_network, 0, 0, 0, 0)
    except Exception:  # noqa: BLE001 - decoders of hostile bytes raise anything
        return FRAME.pack(Outcome.UNREADABLE, Medium.NONE, left_network, 0, 0, 0, 0)
    medium = Medium.PNG if drawn.mode == "RGBA" else Medium.JPEG
    sizes = (width, height, len(picture), len(thumbnail))
    return FRAME.pack(Outcome.DRAWN, medium, left_network, *sizes) + picture + thumbnail


def redraw(original: bytes, longest_side: int) -> "Image.Image":
    """Decode fully, fit into a square, turn upright; RGBA only where something shows through."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    with Image.open(BytesIO(original), formats=("JPEG", "PNG")) as opened:
        opened.draft("RGB", (longest_side, longest_side))
        opened.load()
        orientation = opened.getexif().get(_ORIENTATION, 1)
        profile = opened.info.get("icc_profile")
        colours = in_colours(opened)
    colours.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    in_srgb(colours, profile)
    colours.getexif()[_ORIENTATION] = orientation
    upright = ImageOps.exif_transpose(colours)
    sheet = Image.new(upright.mode, upright.size)
    sheet.paste(upright)
    return sheet


def in_colours(opened: "Image.Image") -> "Image.Image":
    if opened.mode.startswith("I"):  # 16 bits a grey, which `convert` would clip, not scale
        opened = opened.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if not opened.has_transparency_data:
        return opened.convert("RGB")
    layered = opened.convert("RGBA")
    faintest, _ = layered.getchannel("A").getextrema()
    return layered if faintest != _OPAQUE else layered.convert("RGB")


def in_srgb(colours: "Image.Image", profile: bytes | None) -> None:
    """Bring the wide colours of telephones to those every screen assumes, before dropping ICC."""
    from PIL import ImageCms  # noqa: PLC0415

    if profile is None:
        return
    with suppress(ImageCms.PyCMSError, OSError):  # a profile of another colour space, or broken
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        ImageCms.profileToProfile(colours, source, srgb, inPlace=True)


def write(drawn: "Image.Image") -> bytes:
    out = BytesIO()
    if drawn.mode == "RGBA":
        drawn.save(out, "PNG", optimize=True)
    else:
        drawn.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


if __name__ == "__main__":  # pragma: no cover
    main()
