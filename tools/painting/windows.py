"""Photographs of what was outside: the train to Lille, the first room."""

from PIL import Image

from tools.painting.canvas import Canvas, mixed
from tools.painting.curves import box, path, ring
from tools.painting.indoors import CREAM, FOX, FOX_DARK

LIT = 0.42
"""Share of the windows where someone is still up."""


def train_window() -> Image.Image:
    """Take the train to Lille: Pilou looks out, and still has both ears."""
    canvas = Canvas(23)
    canvas.wash("#8a97a0", "#6a7680")
    _fields(canvas)
    for edge in (
        box(40, 30, 960, 72),
        box(40, 548, 960, 600),
        box(40, 30, 84, 600),
        box(916, 30, 960, 600),
    ):
        canvas.shape(edge, "#d3d8da", "#aab2b6")
    canvas.shape([(0, 590), (1000, 590), (1000, 760), (0, 760)], "#4f6a78", "#3a505c")
    canvas.shape([(70, 588), (930, 588), (980, 640), (20, 640)], "#dcd6c8", "#b9b0a0")
    for slope in range(3):
        canvas.shape(
            [
                (160 + slope * 260, 72),
                (230 + slope * 260, 72),
                (120 + slope * 260, 548),
                (50 + slope * 260, 548),
            ],
            "#ffffff",
            opacity=0.1,
            blur=8,
        )
    _small_fox(canvas, 330, 470)
    canvas.shape([(620, 590), (640, 520), (700, 520), (720, 590)], "#e9e2d2", "#cfc4ae")
    canvas.disc(670, 521, 30, 7, top="#8a5a34")
    for wisp in range(3):
        canvas.line(
            [(656 + wisp * 14, 506), (650 + wisp * 16, 480), (662 + wisp * 12, 452)],
            5,
            "#ffffff",
            blur=4,
            opacity=0.5,
        )
    return canvas.printed()


def _fields(canvas: Canvas) -> None:
    canvas.shape(box(70, 60, 930, 560), "#a9cbe0", "#f4ead2")
    _cloudy(canvas)
    canvas.shape(box(70, 400, 930, 560), "#b9c878", "#93ab5c", dabs=True)
    for field in range(6):
        x = 70 + field * 130
        canvas.shape(
            [(x, 430), (x + 90, 425), (x + 128, 560), (x - 20, 560)],
            ("#d9c46a", "#8fae58", "#c4b45c")[field % 3],
            opacity=0.7,
            blur=5,
        )
    for pole in range(4):
        x = 150 + pole * 230
        canvas.stroke([(x, 200), (x, 440)], 7, "#6a6058", blur=2.4, opacity=0.75)
    canvas.line(path("70,230 260,262 500,228 740,262 930,226"), 2.5, "#5a544e", blur=1.2)
    canvas.shape(path("640,300 668,180 696,300 700,415 636,415"), "#a89a90", "#8a7c74", blur=3)


def _cloudy(canvas: Canvas) -> None:
    for x, y, across in ((240, 170, 110), (520, 130, 130), (820, 190, 90)):
        canvas.disc(x, y, across, 26, top="#ffffff", blur=9, opacity=0.8)


def _small_fox(canvas: Canvas, x: float, y: float) -> None:
    """Draw Pilou from behind, looking at the fields."""
    canvas.shade(ring(x + 10, y + 144, 110, 14), strength=0.5)
    canvas.blob(
        [
            (x + 60, y + 130),
            (x + 150, y + 120),
            (x + 182, y + 60),
            (x + 150, y + 70),
            (x + 84, y + 96),
        ],
        FOX,
        FOX_DARK,
    )
    canvas.disc(x + 168, y + 76, 17, 21, top=CREAM, bottom="#ecd9b6")
    canvas.blob(
        [
            (x - 70, y + 20),
            (x, y),
            (x + 70, y + 20),
            (x + 92, y + 100),
            (x + 70, y + 146),
            (x - 70, y + 146),
            (x - 92, y + 100),
        ],
        FOX,
        FOX_DARK,
    )
    for side in (-1, 1):
        ear = ((84, -90), (96, -172), (70, -180), (24, -130))
        canvas.blob(
            [(x + side * dx, y + dy) for dx, dy in ear],
            FOX,
            FOX_DARK,
        )
    canvas.blob(
        [
            (x - 104, y - 50),
            (x - 70, y - 120),
            (x, y - 138),
            (x + 70, y - 120),
            (x + 104, y - 50),
            (x + 50, y + 16),
            (x - 50, y + 16),
        ],
        mixed(FOX, "#ffffff", 0.1),
        FOX_DARK,
    )


def first_keys() -> Image.Image:
    """Seventeen: a key with a blue ribbon, on the sill of a room of one's own."""
    canvas = Canvas(25)
    canvas.wash("#2f3a5c", "#e0a58c")
    for building in range(12):
        x = building * 88 - 20
        top = 250 + (building * 53) % 130
        tone = ("#3a4160", "#454a68", "#333a58")[building % 3]
        canvas.shape(box(x, top, x + 92, 560), tone, mixed(tone, "#c98a80", 0.25))
        for window in range(12):
            if canvas.chance.random() < LIT:
                wx, wy = x + 14 + (window % 3) * 26, top + 20 + (window // 3) * 44
                canvas.shape(box(wx, wy, wx + 13, wy + 20), "#ffd98a", "#f7b95c")
    canvas.disc(780, 130, 34, top="#fff4d6")
    canvas.glow(780, 130, 150, "#ffe9b8", 0.5)
    for edge in (
        box(0, 0, 48, 600),
        box(952, 0, 1000, 600),
        box(484, 0, 516, 590),
        box(0, 0, 1000, 34),
    ):
        canvas.shape(edge, "#e9dfce", "#c9b89e")
    canvas.shape([(0, 580), (1000, 580), (1000, 760), (0, 760)], "#e9d9bd", "#c9ac82")
    canvas.shape(box(0, 572, 1000, 592), "#f7ecd6", "#dccbaa")
    canvas.shade(ring(240, 668, 92, 15))
    canvas.shape([(170, 540), (304, 540), (286, 666), (188, 666)], "#c4674a", "#9d4a32")
    canvas.shape(box(160, 522, 314, 552), "#d0755a", "#b3583e")
    for turn in range(9):
        lean = (turn - 4) * 26
        canvas.line(
            [(237, 530), (237 + lean * 0.7, 450), (237 + lean * 1.5, 400 + abs(turn - 4) * 20)],
            9,
            ("#6f9f5c", "#4f8048", "#8ab56e")[turn % 3],
        )
    canvas.shade(ring(640, 690, 150, 12), blur=8, strength=0.45)
    bow = ring(560, 672, 40, 31)
    canvas.stroke([*bow, bow[0]], 15, "#c9a24a")
    canvas.stroke([(600, 674), (748, 684)], 15, "#c9a24a")
    canvas.stroke([(600, 669), (746, 679)], 4, "#f3dc98")
    for tooth in (708, 736):
        canvas.stroke([(tooth, 684), (tooth - 2, 708)], 12, "#b58f3c")
    canvas.line(path("530,660 490,640 450,668 400,660 360,690"), 12, "#4a7fa8")
    canvas.line([(530, 668), (490, 676), (462, 708), (420, 722)], 12, "#3a6a92")
    return canvas.printed(warmth="#ffe6d2")
