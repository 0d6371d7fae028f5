"""Pictures drawn for the tests, with all that a telephone adds to them."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

PLACE = {1: "N", 2: (50.0, 17.0, 24.0), 3: "E", 4: (2.0, 46.0, 48.0)}
"""GPS as EXIF says it: Arras, in degrees, minutes and seconds."""
CANARY = "CANARY-PLACE-AND-CAMERA"
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def corners(mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Return red at the top left, green, blue, then yellow, clockwise."""
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    width, height = size
    middle = (width // 2, height // 2)
    for (left, top), colour in (
        ((0, 0), "red"),
        ((middle[0], 0), "green"),
        (middle, "blue"),
        ((0, middle[1]), "yellow"),
    ):
        draw.rectangle((left, top, left + middle[0] - 1, top + middle[1] - 1), fill=colour)
    return picture.convert(mode)


def exif(orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    tags[MAKE] = CANARY
    tags.get_ifd(GPS).update(PLACE)
    return tags.tobytes()


def jpeg(picture: Image.Image | None = None, *, orientation: int = 1) -> bytes:
    out = BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode()
    (picture or corners()).save(
        out,
        "JPEG",
        quality=95,
        exif=exif(orientation),
        icc_profile=profile,
        comment=CANARY,
        xmp=xmp,
    )
    return out.getvalue()


def png(picture: Image.Image) -> bytes:
    out = BytesIO()
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY)
    picture.save(out, "PNG", pnginfo=text, exif=exif())
    return out.getvalue()


def bomb(side: int) -> bytes:
    """Return a black square PNG of `side` by `side` points, written without drawing it."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack("!IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def colours_of(content: bytes) -> tuple[str, ...]:
    """Name what stands in the four corners, clockwise from the top left."""
    with Image.open(BytesIO(content)) as picture:
        seen = picture.convert("RGB")
    width, height = seen.size
    spots = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
    return tuple(_nearest(seen.getpixel((int(width * x), int(height * y)))) for x, y in spots)


def _nearest(point: object) -> str:
    named = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0)}
    assert isinstance(point, tuple)
    return min(
        named, key=lambda name: sum(abs(a - b) for a, b in zip(point, named[name], strict=True))
    )
