"""Photographs under a lamp or by a window: Pilou, the cake, the train, the dog, the keys."""

import math

from PIL import Image

from tools.painting.canvas import Canvas, mixed
from tools.painting.curves import box, ring

FOX, FOX_DARK, CREAM = "#dd8246", "#b9602c", "#fbeed6"


def pilou() -> Image.Image:
    """A fox of cloth on the armchair, with one ear."""
    canvas = Canvas(21, upright=True)
    canvas.wash("#d8cdb8", "#c2ae90")
    for stripe in range(9):
        canvas.shape(box(stripe * 90, 0, stripe * 90 + 38, 1000), "#e3dac6", "#cfbd9f", opacity=0.7)
    canvas.glow(640, 90, 330, "#ffdf9f", 0.75)
    canvas.blob(
        [
            (60, 330),
            (170, 190),
            (380, 150),
            (590, 190),
            (690, 330),
            (720, 760),
            (700, 1010),
            (50, 1010),
            (30, 760),
        ],
        "#5f8683",
        "#42625f",
    )
    canvas.blob([(150, 420), (380, 330), (610, 420), (640, 780), (120, 780)], "#6f9793", "#527874")
    for side in (0, 1):
        x = 20 + side * 590
        canvas.blob(
            [(x, 560), (x + 60, 520), (x + 125, 570), (x + 130, 990), (x - 10, 990)],
            "#6f9793",
            "#3f5e5b",
        )
    canvas.blob(
        [(110, 760), (380, 720), (650, 760), (670, 890), (380, 930), (90, 890)],
        "#7da5a0",
        "#557b77",
    )
    canvas.shade(ring(385, 838, 230, 34), strength=0.5)
    _fox_body(canvas)
    _fox_head(canvas, 375, 420)
    return canvas.printed()


def _fox_body(canvas: Canvas) -> None:
    canvas.blob(
        [(520, 780), (640, 740), (690, 640), (650, 560), (600, 620), (560, 700)], FOX, FOX_DARK
    )
    canvas.blob([(660, 600), (650, 555), (625, 590), (640, 640), (675, 650)], CREAM, "#ecd9b6")
    canvas.blob(
        [
            (270, 560),
            (375, 520),
            (480, 560),
            (530, 720),
            (500, 830),
            (375, 850),
            (250, 830),
            (220, 720),
        ],
        FOX,
        FOX_DARK,
    )
    canvas.blob(
        [(310, 610), (375, 580), (440, 610), (460, 740), (375, 800), (290, 740)], CREAM, "#ecd9b6"
    )
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
    """The lights are out; somebody is counting to three."""
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
        x = 30 + flag * 104
        y = 60 + 46 * math.sin(math.pi * flag / 9)
        canvas.shape(
            [(x, y), (x + 62, y + 4), (x + 30, y + 62)],
            ("#8f4a46", "#a8803e", "#4a6a70")[flag % 3],
            opacity=0.85,
        )
    for x, coat, hair, tall in (
        (170, "#6a4a62", "#2f2226", 1.15),
        (835, "#4a6068", "#8a8078", 1.2),
    ):
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
    canvas.blob(
        [(-80, 600), (300, 575), (700, 575), (1080, 600), (1080, 850), (-80, 850)],
        "#8a5a48",
        "#6a4038",
    )
    canvas.shade(ring(500, 690, 260, 40), strength=0.6)
    canvas.disc(500, 680, 250, 42, top="#e9e2d6", bottom="#b9a898")
    canvas.blob([(320, 480), (680, 480), (690, 670), (500, 700), (310, 670)], "#7a4630", "#5a3020")
    canvas.disc(500, 480, 186, 42, top="#fbe9d0", bottom="#f0cfa0")
    for drip in range(9):
        x = 330 + drip * 42
        canvas.stroke(
            [(x, 490 + 16 * math.sin(drip * 1.3)), (x, 520 + (drip * 37 % 40))], 26, "#f7e0bd"
        )
    for berry in range(8):
        x, y = ring(500, 482, 158, 30, corners=8)[berry]
        canvas.disc(x, y, 12, 10, top="#d8404a", bottom="#a02834")
    for candle in range(5):
        _candle(
            canvas,
            400 + candle * 50,
            476 - (candle % 2) * 12,
            ("#7fb0c8", "#f0b93c", "#d86a6a")[candle % 3],
        )
    canvas.glow(500, 360, 420, "#ffb85a", 0.6)
    return canvas.printed(warmth="#ffdcae")


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


def train_window() -> Image.Image:
    """The train to Lille: Pilou looks out, and still has both ears."""
    canvas = Canvas(23)
    canvas.wash("#8a97a0", "#6a7680")
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
    canvas.line(
        [(70, 230), (260, 262), (500, 228), (740, 262), (930, 226)], 2.5, "#5a544e", blur=1.2
    )
    canvas.shape(
        [(640, 300), (668, 180), (696, 300), (700, 415), (636, 415)], "#a89a90", "#8a7c74", blur=3
    )
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
        canvas.blob(
            [
                (x + side * 84, y - 90),
                (x + side * 96, y - 172),
                (x + side * 70, y - 180),
                (x + side * 24, y - 130),
            ],
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
    canvas.shade(ring(525, 625, 268, 40), strength=0.6)
    canvas.blob(
        [
            (300, 600),
            (330, 500),
            (450, 440),
            (600, 445),
            (720, 510),
            (745, 600),
            (650, 640),
            (420, 645),
        ],
        "#4a4244",
        "#2a2427",
    )
    canvas.blob(
        [(690, 620), (790, 630), (840, 590), (828, 566), (770, 596), (700, 580)],
        "#3f383a",
        "#2a2427",
    )
    canvas.blob(
        [(250, 600), (262, 530), (330, 500), (408, 520), (425, 590), (370, 630), (290, 632)],
        "#544b4d",
        "#322b2e",
    )
    canvas.blob([(214, 610), (240, 582), (300, 586), (318, 620), (262, 636)], "#5f5557", "#3a3235")
    canvas.disc(222, 602, 13, 10, top="#191517")
    canvas.blob([(330, 520), (388, 505), (420, 560), (402, 622), (360, 600)], "#3a3235", "#241e21")
    canvas.line([(276, 570), (290, 577), (304, 571)], 4, "#191517")
    canvas.line([(450, 470), (560, 452), (660, 486)], 16, "#7a7070", blur=7, opacity=0.6)
    for paw, x in enumerate((430, 520)):
        canvas.blob(
            [(x, 618), (x + 70, 610), (x + 96, 634), (x + 60, 652), (x, 648)],
            "#4a4244",
            ("#2a2427", "#332c2f")[paw],
        )
    canvas.disc(640, 690, 34, top="#e8c63c", bottom="#b8902a")
    canvas.line([(612, 676), (640, 690), (668, 676)], 4, "#fdf4d0")
    return canvas.printed()


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
            if canvas.chance.random() < 0.42:
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
    canvas.line([(530, 660), (490, 640), (450, 668), (400, 660), (360, 690)], 12, "#4a7fa8")
    canvas.line([(530, 668), (490, 676), (462, 708), (420, 722)], 12, "#3a6a92")
    return canvas.printed(warmth="#ffe6d2")
