"""A photograph as a telephone takes it: with the place where it was taken."""

import io

from PIL import ExifTags, Image, ImageDraw

NORTH, EAST = (50.0, 25.0, 51.0), (2.0, 49.0, 54.0)
SIZE = (1200, 900)


def photograph(comment: str = "") -> bytes:
    """Return a JPEG of a satchel under the sky, with its GPS place, and `comment` in its EXIF."""
    picture = Image.new("RGB", SIZE, "#bcd7e6")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 640, 1200, 900), fill="#8b8577")
    draw.rounded_rectangle((430, 380, 770, 740), radius=60, fill="#a5402d")
    draw.rounded_rectangle((470, 540, 730, 700), radius=24, fill="#c75f47")
    draw.arc((530, 310, 670, 450), 180, 360, fill="#5d2418", width=22)
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = comment
    exif[ExifTags.Base.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: NORTH,
        ExifTags.GPS.GPSLongitudeRef: "E",
        ExifTags.GPS.GPSLongitude: EAST,
    }
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif, quality=85)
    return made.getvalue()


def has_place(content: bytes) -> bool:
    """Tell whether a picture says where it was taken."""
    return bool(Image.open(io.BytesIO(content)).getexif().get_ifd(ExifTags.IFD.GPSInfo))
