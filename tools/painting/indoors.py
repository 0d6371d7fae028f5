"""Photographs at home: Pilou, the cake, the dog."""

import math

from PIL import Image

from tools.painting.canvas import Canvas, mixed
from tools.painting.curves import box, path, ring

FOX, FOX_DARK, CREAM = "#dd8246", "#b9602c", "#fbeed6"


def pilou() -> Image.Image:
    """Show a fox of cloth on the armchair, with one ear."""
    canvas = Canvas(21, upright=True)
    canvas.wash("#d8cdb8", "#c2ae90")
    for stripe in range(9):
        canvas.shape(box(stripe * 90, 0, stripe * 90 + 38, 1000), "#e3dac6", "#cfbd9f", opacity=0.7)
    canvas.glow(640, 90, 330, "#ffdf9f", 0.75)
    canvas.blob(
        path("60,330 170,190 380,150 590,190 690,330 720,760 700,1010 50,1010 30,760"),
        "#5f8683",
        "#42625f",
    )
    canvas.blob(path("150,420 380,330 610,420 640,780 120,780"), "#6f9793", "#527874")
    for side in (0, 1):
        x = 20 + side * 590
        canvas.blob(
            [(x, 560), (x + 60, 520), (x + 125, 570), (x + 130, 990), (x - 10, 990)],
            "#6f9793",
            "#3f5e5b",
        )
    canvas.blob(
        path("110,760 380,720 650,760 670,890 380,930 90,890"),
        "#7da5a0",
        "#557b77",
    )
    canvas.shade(ring(385, 838, 230, 34), strength=0.5)
    _fox_body(canvas)
    _fox_head(canvas, 375, 420)
    return canvas.printed()


def _fox_body(canvas: Canvas) -> None:
    canvas.blob(path("520,780 640,740 690,640 650,560 600,620 560,700"), FOX, FOX_DARK)
    canvas.blob(path("660,600 650,555 625,590 640,640 675,650"), CREAM, "#ecd9b6")
    canvas.blob(
        path("270,560 375,520 480,560 530,720 500,830 375,850 250,830 220,720"),
        FOX,
        FOX_DARK,
    )
    canvas.blob(path("310,610 375,580 440,610 460,740 375,800 290,740"), CREAM, "#ecd9b6")
    for side in (-1, 1):
        canvas.blob(
            [
                (375 + side * 90, 600),
                (375 + side * 150, 650),
                (375 + side * 158, 740),
                (375 + side * 118, 742),
                (375 + side * 92, 680),
            ],
            mixed(FOX, "#ffffff", 0.08),
            FOX_DARK,
        )
        canvas.blob(
            [
                (375 + side * 60, 800),
                (375 + side * 130, 790),
                (375 + side * 160, 850),
                (375 + side * 110, 885),
                (375 + side * 50, 860),
            ],
            mixed(FOX, "#ffffff", 0.1),
            FOX_DARK,
        )
        canvas.disc(375 + side * 112, 846, 26, 22, top=CREAM, bottom="#ecd9b6")
    for stitch in range(7):
        canvas.stroke([(368, 618 + stitch * 24), (382, 624 + stitch * 24)], 3, "#b99a6a")
    canvas.shape([(415, 690), (470, 684), (476, 738), (420, 744)], "#7a9cc0", "#5f83a8")
    for corner in (
        (415, 690),
        (442, 687),
        (470, 684),
        (473, 711),
        (476, 738),
        (448, 741),
        (420, 744),
        (417, 717),
    ):
        canvas.stroke([corner, (corner[0] + 6, corner[1] + 7)], 3, "#f3e6c4")


def _fox_head(canvas: Canvas, x: float, y: float) -> None:
    canvas.blob(
        [(x - 150, y - 60), (x - 160, y - 190), (x - 120, y - 205), (x - 40, y - 120)],
        FOX,
        FOX_DARK,
    )
    canvas.blob([(x - 130, y - 85), (x - 134, y - 160), (x - 75, y - 110)], "#6a4030", "#8a5a40")
    canvas.blob(
        [
            (x - 175, y),
            (x - 120, y - 110),
            (x, y - 140),
            (x + 120, y - 110),
            (x + 175, y),
            (x + 90, y + 100),
            (x, y + 130),
            (x - 90, y + 100),
        ],
        mixed(FOX, "#ffffff", 0.08),
        FOX_DARK,
    )
    for side in (-1, 1):
        canvas.blob(
            [
                (x + side * 172, y + 6),
                (x + side * 95, y + 4),
                (x + side * 20, y + 70),
                (x, y + 124),
                (x + side * 88, y + 98),
            ],
            CREAM,
            "#ecd9b6",
        )
        canvas.disc(x + side * 64, y - 18, 17, 19, top="#2a211d")
        canvas.disc(x + side * 64 + 5, y - 25, 5, top="#ffffff")
    canvas.disc(x, y + 58, 23, 17, top="#2f2420", bottom="#1d1613")
    canvas.line([(x, y + 74), (x - 8, y + 96), (x - 26, y + 90)], 4, "#5a3a2a")
    canvas.line([(x, y + 86), (x + 8, y + 96), (x + 26, y + 90)], 4, "#5a3a2a")
    seam = [(x + 62, y - 126), (x + 92, y - 116), (x + 122, y - 98), (x + 142, y - 76)]
    canvas.line(seam, 6, "#9a4f24")
    for px, py in seam:
        canvas.stroke([(px - 9, py + 9), (px + 8, py - 10)], 4, "#f3e6c4")
    for dx, dy in ((104, -118), (128, -104), (86, -132)):
        canvas.line(
            [(x + dx, y + dy), (x + dx + 8, y + dy - 16), (x + dx + 20, y + dy - 20)],
            2.4,
            "#f7ecd8",
        )


def five_candles() -> Image.Image:
    """Wait: the lights are out; somebody is counting to three."""
    canvas = Canvas(22)
    canvas.wash("#3a2a36", "#54343a")
    for x, y, size in (
        (120, 130, 34),
        (260, 70, 22),
        (880, 110, 40),
        (760, 190, 20),
        (60, 300, 18),
        (950, 300, 24),
    ):
        canvas.disc(x, y, size, top="#ffcf7a", blur=5, opacity=0.28)
    for flag in range(10):
        left, top = 30 + flag * 104, 60 + 46 * math.sin(math.pi * flag / 9)
        canvas.shape(
            [(left, top), (left + 62, top + 4), (left + 30, top + 62)],
            ("#8f4a46", "#a8803e", "#4a6a70")[flag % 3],
            opacity=0.85,
        )
    _face(canvas, 170, "#6a4a62", "#2f2226", tall=1.15)
    _face(canvas, 835, "#4a6068", "#8a8078", tall=1.2)
    canvas.blob(
        path("-80,600 300,575 700,575 1080,600 1080,850 -80,850"),
        "#8a5a48",
        "#6a4038",
    )
    _cake(canvas)
    canvas.glow(500, 360, 420, "#ffb85a", 0.6)
    return canvas.printed(warmth="#ffdcae")


def _face(canvas: Canvas, x: float, coat: str, hair: str, *, tall: float) -> None:
    canvas.blob(
        [(x - 150, 760), (x - 130, 480), (x, 420 - 40 * tall), (x + 130, 480), (x + 150, 760)],
        coat,
        mixed(coat, "#1d1418", 0.4),
    )
    canvas.disc(x, 330, 74 * tall, 84 * tall, top="#c98e6c", bottom="#e0a878")
    canvas.blob(
        [
            (x - 84, 330),
            (x - 70, 240),
            (x, 215),
            (x + 72, 240),
            (x + 84, 330),
            (x + 40, 280),
            (x - 40, 280),
        ],
        hair,
    )
    for side in (-1, 1):
        canvas.line(
            [(x + side * 30 - 11, 338), (x + side * 30, 329), (x + side * 30 + 11, 338)],
            4,
            "#4a2c22",
        )
        canvas.disc(x + side * 46, 366, 15, 10, top="#d98466", blur=4, opacity=0.55)
    canvas.line([(x - 24, 374), (x, 389), (x + 24, 374)], 5, "#8a4438")


def _cake(canvas: Canvas) -> None:
    canvas.shade(ring(500, 690, 260, 40), strength=0.6)
    canvas.disc(500, 680, 250, 42, top="#e9e2d6", bottom="#b9a898")
    canvas.blob(path("320,480 680,480 690,670 500,700 310,670"), "#7a4630", "#5a3020")
    canvas.disc(500, 480, 186, 42, top="#fbe9d0", bottom="#f0cfa0")
    for drip in range(9):
        x = 330 + drip * 42
        canvas.stroke(
            [(x, 490 + 16 * math.sin(drip * 1.3)), (x, 520 + (drip * 37 % 40))], 26, "#f7e0bd"
        )
    for across, down in ring(500, 482, 158, 30, corners=8):
        canvas.disc(across, down, 12, 10, top="#d8404a", bottom="#a02834")
    for candle in range(5):
        _candle(
            canvas,
            400 + candle * 50,
            476 - (candle % 2) * 12,
            ("#7fb0c8", "#f0b93c", "#d86a6a")[candle % 3],
        )


def _candle(canvas: Canvas, x: float, foot: float, colour: str) -> None:
    canvas.shape(box(x - 8, foot - 84, x + 8, foot), mixed(colour, "#ffffff", 0.35), colour)
    for ring_ in range(3):
        canvas.stroke(
            [(x - 7, foot - 66 + ring_ * 24), (x + 7, foot - 74 + ring_ * 24)], 4, "#fff6e4"
        )
    canvas.glow(x, foot - 112, 74, "#ffc76a", 0.9)
    canvas.blob(
        [(x, foot - 136), (x + 11, foot - 106), (x, foot - 92), (x - 11, foot - 106)],
        "#fff6d0",
        "#ffb23e",
    )


def dog_asleep() -> Image.Image:
    """Black as liquorice, on the rug, in the sun of eleven o'clock."""
    canvas = Canvas(24)
    canvas.wash("#d6c3a6", "#c0a888")
    for plank in range(8):
        y = 330 + plank * 58
        canvas.shape(
            box(0, y, 1000, y + 54),
            mixed("#b88a5c", "#9a6c42", plank / 8),
            mixed("#a87a4e", "#86582f", plank / 8),
        )
    canvas.shape(box(0, 300, 1000, 336), "#f3ead8", "#dccdb2")
    canvas.shape(box(90, 40, 330, 262), "#fdf8ea", "#e4d5b8")
    canvas.shape(box(112, 62, 308, 240), "#b5d8e4", "#f5ecc8")
    canvas.stroke([(210, 62), (210, 240)], 8, "#fdf8ea")
    canvas.stroke([(112, 150), (308, 150)], 8, "#fdf8ea")
    canvas.disc(520, 590, 400, 118, top="#c85f4a", bottom="#a5432f")
    canvas.disc(520, 588, 352, 98, top="#e9c98a", bottom="#d2a860")
    canvas.disc(520, 586, 308, 82, top="#b9503c", bottom="#983a2a")
    canvas.shape([(340, 336), (560, 336), (900, 750), (520, 750)], "#ffeab0", opacity=0.3, blur=26)
    _dog(canvas)
    canvas.disc(640, 690, 34, top="#e8c63c", bottom="#b8902a")
    canvas.line([(612, 676), (640, 690), (668, 676)], 4, "#fdf4d0")
    return canvas.printed()


def _dog(canvas: Canvas) -> None:
    canvas.shade(ring(525, 625, 268, 40), strength=0.6)
    canvas.blob(
        path("300,600 330,500 450,440 600,445 720,510 745,600 650,640 420,645"),
        "#4a4244",
        "#2a2427",
    )
    canvas.blob(
        path("690,620 790,630 840,590 828,566 770,596 700,580"),
        "#3f383a",
        "#2a2427",
    )
    canvas.blob(
        path("250,600 262,530 330,500 408,520 425,590 370,630 290,632"),
        "#544b4d",
        "#322b2e",
    )
    canvas.blob(path("214,610 240,582 300,586 318,620 262,636"), "#5f5557", "#3a3235")
    canvas.disc(222, 602, 13, 10, top="#191517")
    canvas.blob(path("330,520 388,505 420,560 402,622 360,600"), "#3a3235", "#241e21")
    canvas.line([(276, 570), (290, 577), (304, 571)], 4, "#191517")
    canvas.line([(450, 470), (560, 452), (660, 486)], 16, "#7a7070", blur=7, opacity=0.6)
    for paw, x in enumerate((430, 520)):
        canvas.blob(
            [(x, 618), (x + 70, 610), (x + 96, 634), (x + 60, 652), (x, 648)],
            "#4a4244",
            ("#2a2427", "#332c2f")[paw],
        )
