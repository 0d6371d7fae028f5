"""A child's drawing: wax crayon and felt pen on paper that has been folded once."""

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tools.painting.curves import Point, dotted, shaken, smooth

WIDTH, HEIGHT = 1000, 720
SHARPER = 2
_EDGE = 70
"""How far beyond the line a scribble may go, in levels of a blurred mask."""
Colour = str


class Paper:
    """A sheet of 1000 by 720 units."""

    def __init__(self, seed: int, *, tint: Colour = "#fdf6e6") -> None:
        self.chance = Random(seed)  # noqa: S311 - the same drawing each time
        self._pixels = (WIDTH * SHARPER, HEIGHT * SHARPER)
        self.sheet = Image.new("RGB", self._pixels, tint)
        grain = Image.frombytes("L", (WIDTH, HEIGHT), self.chance.randbytes(WIDTH * HEIGHT))
        self._grain = grain.filter(ImageFilter.GaussianBlur(1)).resize(self._pixels)

    def crayon(
        self, points: Sequence[Point], colour: Colour, width: float = 9, *, shake: float = 2.5
    ) -> None:
        """Draw a line in wax crayon: it misses the hollows of the paper."""
        curve = smooth(shaken(points, self.chance, shake))
        self._press(curve, width, colour, wax=True)

    def straight(self, start: Point, end: Point, colour: Colour, width: float = 9) -> None:
        """Draw a line that was meant to be straight."""
        self.crayon(dotted(start, end, every=70), colour, width, shake=3)

    def outline(self, points: Sequence[Point], colour: Colour, width: float = 9) -> None:
        """Go around and come back a little beyond the start, as children do."""
        self.crayon([*points, points[0], points[1]], colour, width, shake=2)

    def pen(self, points: Sequence[Point], colour: Colour, width: float = 6) -> None:
        """Draw in felt pen: even and wet."""
        self._press(smooth(shaken(points, self.chance, 1.5)), width, colour, wax=False)

    def scribble(
        self,
        points: Sequence[Point],
        colour: Colour,
        *,
        gap: float = 11,
        width: float = 10,
        over: float = 6,
    ) -> None:
        """Fill a shape from side to side, going over the edge now and then."""
        inside = Image.new("L", self._pixels)
        ImageDraw.Draw(inside).polygon([(x * SHARPER, y * SHARPER) for x, y in points], fill=255)
        edge = inside.filter(ImageFilter.GaussianBlur(over * SHARPER)).point(
            lambda level: 255 if level > _EDGE else 0
        )
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        zigzag: list[Point] = []
        lean = (bottom - top) * 0.35
        x, up = left - lean, False
        while x < right + lean:
            ends = [(x + lean, top - 8), (x, bottom + 8)]
            zigzag += shaken(ends if up else ends[::-1], self.chance, 5)
            x, up = x + gap * self.chance.uniform(0.7, 1.2), not up
        self._press(zigzag, width, colour, wax=True, within=edge)

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        turns = [
            (x + radius * a, y + radius * b)
            for a, b in ((0.4, 0), (0, 0.4), (-0.4, 0), (0, -0.4), (0.3, 0.2))
        ]
        self.pen(turns, colour, radius * 1.3)

    def scan(self) -> Image.Image:
        """Show the fold and the light of the table, and reduce."""
        light = (
            Image.linear_gradient("L")
            .rotate(90)
            .resize(self._pixels)
            .point(lambda level: 236 + level * 19 // 255)
        )
        sheet = ImageChops.multiply(self.sheet, Image.merge("RGB", (light,) * 3))
        fold = Image.new("L", self._pixels)
        draw = ImageDraw.Draw(fold)
        middle = self._pixels[0] // 2 + 12
        draw.line([(middle, 0), (middle - 8, self._pixels[1])], fill=80, width=4)
        sheet.paste(
            Image.new("RGB", self._pixels, "#b8a888"), mask=fold.filter(ImageFilter.GaussianBlur(3))
        )
        fibres = self._grain.point(lambda level: 119 + level * 16 // 255)
        sheet = ImageChops.soft_light(sheet, Image.merge("RGB", (fibres,) * 3))
        return sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def _press(
        self,
        points: Sequence[Point],
        width: float,
        colour: Colour,
        *,
        wax: bool,
        within: Image.Image | None = None,
    ) -> None:
        mask = Image.new("L", self._pixels)
        draw = ImageDraw.Draw(mask)
        scaled = [(x * SHARPER, y * SHARPER) for x, y in points]
        draw.line(scaled, fill=225, width=round(width * SHARPER), joint="curve")
        half = width * SHARPER / 2
        for x, y in (scaled[0], scaled[-1]):
            draw.ellipse((x - half, y - half, x + half, y + half), fill=225)
        mask = mask.filter(ImageFilter.GaussianBlur(1.2))
        if wax:
            hollows = self._grain.point(lambda level: min(255, max(60, (level - 92) * 7)))
            mask = ImageChops.multiply(mask, hollows)
        if within is not None:
            mask = ImageChops.multiply(mask, within)
        self.sheet.paste(Image.new("RGB", self._pixels, colour), mask=mask)
