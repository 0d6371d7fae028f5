"""Photographs behind the house: the sunflowers, the bicycle."""

from PIL import Image

from tools.painting.canvas import Canvas, mixed
from tools.painting.curves import box, path, ring
from tools.painting.outdoors import child_from_behind


def sunflowers() -> Image.Image:
    """See: the one that won is taller than the one who sowed it."""
    canvas = Canvas(14, upright=True)
    canvas.wash("#a8d2e6", "#f7eeda")
    canvas.glow(120, 130, 260, "#fff0b8", 0.6)
    for plank in range(11):
        x = -20 + plank * 72
        canvas.shape(
            [(x, 520), (x + 30, 488), (x + 60, 520), (x + 60, 860), (x, 860)], "#cfe0dd", "#a9c3c0"
        )
    canvas.blob(
        path("-60,810 200,790 500,812 820,790 820,1060 -60,1060"),
        "#7a9a4e",
        "#5d7d3c",
        dabs=True,
    )
    canvas.blob(
        path("-60,880 300,850 820,880 820,1060 -60,1060"),
        "#8a6544",
        "#6d4d33",
        dabs=True,
    )
    for x, height, size in ((150, 600, 0.72), (600, 680, 0.8), (385, 790, 1.12)):
        _sunflower(canvas, x, 910, height, size)
    child_from_behind(canvas, 250, 960, coat="#c9563f")
    return canvas.printed()


def _sunflower(canvas: Canvas, x: float, ground: float, height: float, size: float) -> None:
    top = ground - height
    canvas.line([(x, ground), (x + 12, ground - height * 0.5), (x, top)], 15 * size, "#5f8a3c")
    for side, up in ((-1, 0.3), (1, 0.45), (-1, 0.62)):
        y = ground - height * up
        canvas.blob(
            [
                (x, y),
                (x + side * 60 * size, y - 52 * size),
                (x + side * 128 * size, y - 24 * size),
                (x + side * 70 * size, y + 18 * size),
            ],
            "#86ad52",
            "#5f8a3c",
        )
    for turn, petal in enumerate(
        ring(x, top, 82 * size, corners=18) + ring(x, top, 66 * size, corners=15)
    ):
        middle = ((petal[0] + x) / 2, (petal[1] + top) / 2)
        canvas.stroke([middle, petal], 27 * size, ("#f4bd34", "#e9a521", "#f9d25c")[turn % 3])
    canvas.disc(x, top, 50 * size, top="#6a4426", bottom="#4c2f19")
    for _ in range(60):
        spot = ring(x, top, canvas.chance.uniform(6, 45) * size)[canvas.chance.randrange(40)]
        canvas.disc(*spot, 3.4 * size, top=canvas.chance.choice(("#8a5c30", "#3a2413", "#a97a3c")))


def red_bicycle() -> Image.Image:
    """In the yard, the day the small wheels came off."""
    canvas = Canvas(15)
    canvas.shape(box(0, 0, 1000, 500), "#e9d9c0", "#d9c3a2")
    for row in range(9):
        for brick in range(11):
            x, y = brick * 104 - (row % 2) * 52, row * 56
            tone = canvas.chance.choice(("#c98a6a", "#bf7c5e", "#d49a78", "#b8765a"))
            canvas.shape(box(x + 3, y + 3, x + 99, y + 51), tone, mixed(tone, "#8a5040", 0.25))
    canvas.shape(box(690, 0, 880, 500), "#5d8a86", "#47706d")
    for plank in range(1, 4):
        canvas.stroke([(690 + plank * 47, 0), (690 + plank * 47, 500)], 3, "#3a5d5a")
    canvas.disc(858, 270, 8, top="#e9d18a")
    canvas.blob(
        path("-80,490 300,500 700,494 1080,500 1080,830 -80,830"),
        "#cfc3b0",
        "#b0a28c",
        dabs=True,
    )
    canvas.shade(ring(430, 690, 330, 26), strength=0.5)
    for x in (250, 600):
        _wheel(canvas, x, 560)
    frame = "#c8352c"
    for tube in (
        ((250, 560), (350, 400), (540, 400), (405, 560), (250, 560)),
        ((405, 560), (335, 366)),
        ((600, 560), (545, 400), (528, 340)),
    ):
        canvas.stroke(list(tube), 17, frame)
        canvas.stroke([(x - 3, y - 4) for x, y in tube], 4, "#ee8a78", opacity=0.7)
    canvas.blob(path("285,352 340,344 395,356 350,374 300,370"), "#4a3226", "#33211a")
    canvas.line([(528, 340), (500, 318), (448, 322)], 11, "#8f9aa2")
    canvas.line([(468, 321), (440, 323)], 16, "#2f4f6f")
    canvas.disc(405, 560, 25, top="#8f9aa2", bottom="#5f6a72")
    canvas.stroke([(405, 560), (435, 612)], 8, "#5f6a72")
    canvas.stroke([(416, 614), (456, 612)], 11, "#33302c")
    for ribbon, colour in enumerate(("#f2c14a", "#5b9bc0", "#f7f0e0")):
        canvas.line([(440, 325), (424 - ribbon * 9, 360), (436 - ribbon * 12, 398)], 4, colour)
    for side in (0, 1):
        canvas.disc(812 + side * 74, 700, 30, top="#3a3632", bottom="#24211f")
        canvas.disc(812 + side * 74, 700, 13, top="#d9d4c8")
    canvas.stroke([(826, 668), (846, 650), (884, 668)], 8, "#9aa4ac")
    return canvas.printed()


def _wheel(canvas: Canvas, x: float, y: float) -> None:
    rim = ring(x, y, 118)
    canvas.stroke([*rim, rim[0]], 17, "#37322e")
    inner = ring(x, y, 105)
    canvas.stroke([*inner, inner[0]], 5, "#c8ccd0")
    for spoke in range(0, 40, 3):
        canvas.stroke([(x, y), inner[spoke]], 1.6, "#aab2b8")
    canvas.disc(x, y, 11, top="#8f9aa2")
