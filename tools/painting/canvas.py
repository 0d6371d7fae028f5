"""Photographs that never were: painted in layers of soft colour, then printed with a border."""

from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from tools.painting.curves import Point, ring, smooth

WIDTH, HEIGHT = 1000, 750
SHARPER = 2
"""Painted this many times larger, then reduced: smooth edges."""
Colour = str


class Canvas:
    """A sheet of 1000 by 750 units, or upright, that remembers its texture."""

    def __init__(self, seed: int, *, upright: bool = False) -> None:
        self.chance = Random(seed)  # noqa: S311 - the same picture each time
        self.size = (HEIGHT, WIDTH) if upright else (WIDTH, HEIGHT)
        self._pixels = (self.size[0] * SHARPER, self.size[1] * SHARPER)
        self.sheet = Image.new("RGB", self._pixels, "white")
        self._brush = self._streaks(60, 9)
        self._dabs = self._streaks(14, 14)

    def wash(self, top: Colour, bottom: Colour) -> None:
        """Cover everything with a sky."""
        self.sheet.paste(self._fill(top, bottom, (0, 0, *self._pixels), self._brush))

    def shape(
        self,
        points: Sequence[Point],
        top: Colour,
        bottom: Colour | None = None,
        *,
        blur: float = 0,
        opacity: float = 1,
        dabs: bool = False,
    ) -> None:
        """Paint a closed shape, from one colour above to another below."""
        mask = self._mask(blur, opacity, lambda draw: draw.polygon(self._scaled(points), fill=255))
        if bounds := mask.getbbox():
            texture = self._dabs if dabs else self._brush
            fill = self._fill(top, bottom or top, bounds, texture)
            self.sheet.paste(fill, bounds, mask.crop(bounds))

    def blob(
        self,
        points: Sequence[Point],
        top: Colour,
        bottom: Colour | None = None,
        *,
        blur: float = 0,
        opacity: float = 1,
        dabs: bool = False,
    ) -> None:
        """Paint a closed shape without corners."""
        self.shape(smooth(points, closed=True), top, bottom, blur=blur, opacity=opacity, dabs=dabs)

    def disc(
        self,
        x: float,
        y: float,
        across: float,
        down: float | None = None,
        *,
        top: Colour,
        bottom: Colour | None = None,
        blur: float = 0,
        opacity: float = 1,
    ) -> None:
        self.shape(ring(x, y, across, down), top, bottom, blur=blur, opacity=opacity)

    def stroke(
        self,
        points: Sequence[Point],
        width: float,
        colour: Colour,
        *,
        blur: float = 0,
        opacity: float = 1,
    ) -> None:
        """Paint a line with round ends."""
        scaled = self._scaled(points)
        half = width * SHARPER / 2

        def paint(draw: ImageDraw.ImageDraw) -> None:
            draw.line(scaled, fill=255, width=round(width * SHARPER), joint="curve")
            for x, y in (scaled[0], scaled[-1]):
                draw.ellipse((x - half, y - half, x + half, y + half), fill=255)

        mask = self._mask(blur, opacity, paint)
        self.sheet.paste(Image.new("RGB", self._pixels, colour), mask=mask)

    def line(
        self,
        points: Sequence[Point],
        width: float,
        colour: Colour,
        *,
        blur: float = 0,
        opacity: float = 1,
    ) -> None:
        self.stroke(smooth(points), width, colour, blur=blur, opacity=opacity)

    def glow(
        self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.8
    ) -> None:
        """Add light around a point."""
        light = Image.new("RGB", self._pixels)
        mask = self._mask(
            radius * 0.45,
            strength,
            lambda draw: draw.polygon(self._scaled(ring(x, y, radius * 0.6)), fill=255),
        )
        light.paste(Image.new("RGB", self._pixels, colour), mask=mask)
        self.sheet = ImageChops.screen(self.sheet, light)

    def shade(self, points: Sequence[Point], *, blur: float = 14, strength: float = 0.35) -> None:
        """Lay a soft shadow."""
        mask = self._mask(blur, strength, lambda draw: draw.polygon(self._scaled(points), fill=255))
        self.sheet.paste(
            ImageChops.multiply(self.sheet, Image.new("RGB", self._pixels, "#4a4560")), mask=mask
        )

    def printed(self, *, warmth: Colour = "#ffe9c8") -> Image.Image:
        """Reduce, warm, darken the corners a little, add grain, and frame in white."""
        picture = self.sheet.resize(self.size, Image.Resampling.LANCZOS)
        picture = Image.blend(
            picture, ImageChops.multiply(picture, Image.new("RGB", self.size, warmth)), 0.45
        )
        corners = (
            Image.radial_gradient("L").resize(self.size).point(lambda far: max(0, far - 120) * 0.42)
        )
        picture.paste(Image.new("RGB", self.size, "#2b2230"), mask=corners)
        grain = Image.frombytes(
            "L",
            (self.size[0] // 2, self.size[1] // 2),
            self.chance.randbytes(self.size[0] // 2 * (self.size[1] // 2)),
        )
        soft = grain.resize(self.size).point(lambda level: 121 + level * 14 // 255)
        picture = ImageChops.soft_light(picture, Image.merge("RGB", (soft,) * 3))
        framed = Image.new("RGB", (self.size[0] + 56, self.size[1] + 56), "#fbf8f1")
        framed.paste(picture, (28, 28))
        return framed

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * SHARPER, y * SHARPER) for x, y in points]

    def _mask(
        self, blur: float, opacity: float, paint: Callable[[ImageDraw.ImageDraw], None]
    ) -> Image.Image:
        mask = Image.new("L", self._pixels)
        paint(ImageDraw.Draw(mask))
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * SHARPER))
        return mask if opacity == 1 else mask.point(lambda level: int(level * opacity))

    def _fill(
        self, top: Colour, bottom: Colour, bounds: tuple[int, int, int, int], texture: Image.Image
    ) -> Image.Image:
        size = (bounds[2] - bounds[0], bounds[3] - bounds[1])
        fade = Image.linear_gradient("L").resize(size)
        fill = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), fade)
        return ImageChops.soft_light(fill, texture.crop(bounds))

    def _streaks(self, across: int, down: int) -> Image.Image:
        """Return brush marks of about this size, around middle grey."""
        small = (self.size[0] // across + 2, self.size[1] // down + 2)
        noise = Image.frombytes("L", small, self.chance.randbytes(small[0] * small[1]))
        marks = noise.resize(self._pixels, Image.Resampling.BICUBIC).point(
            lambda level: 110 + level * 36 // 255
        )
        return Image.merge("RGB", (marks,) * 3)


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """Return a colour on the way from one to another."""
    a, b = ImageColor.getrgb(first), ImageColor.getrgb(second)
    return "#" + "".join(
        f"{round(x + (y - x) * share):02x}" for x, y in zip(a[:3], b[:3], strict=True)
    )
