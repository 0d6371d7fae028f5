"""Photographs under the sky: the house, the sea, the snow."""

from PIL import Image

from tools.painting.canvas import Canvas, mixed
from tools.painting.curves import box, path, ring


def house_on_the_hill() -> Image.Image:
    """Paint a late afternoon in summer, from the bottom of the lane."""
    canvas = Canvas(11)
    canvas.wash("#9cc9e2", "#fbe6c6")
    canvas.glow(790, 150, 240, "#ffdf9a", 0.75)
    for x, y, size in ((180, 130, 1.0), (420, 90, 0.7), (900, 270, 0.6)):
        _cloud(canvas, x, y, size)
    canvas.blob(
        path("-80,470 120,400 330,430 560,380 800,430 1080,380 1080,800 -80,800"),
        "#a9c5a0",
        "#8fb58a",
    )
    canvas.blob(
        path("-80,560 150,520 420,455 700,500 1080,590 1080,820 -80,820"),
        "#93bb72",
        "#6f9f58",
        dabs=True,
    )
    _cottage(canvas)
    _tree(canvas, 250, 470, 1.0)
    _tree(canvas, 790, 520, 0.75)
    canvas.blob(
        path("455,535 500,530 520,600 620,690 700,820 330,820 440,680 470,600"),
        "#e9d3a4",
        "#d9bc85",
    )
    canvas.blob(
        path("-80,690 200,650 380,720 420,830 -80,830"),
        "#6b9a50",
        "#4f8040",
        dabs=True,
    )
    _grass(canvas, 640, 760, 170)
    for _ in range(46):
        left, down = canvas.chance.uniform(0, 1000), canvas.chance.uniform(640, 745)
        canvas.disc(left, down, 5, 4, top=canvas.chance.choice(("#fdf4dc", "#f3c94c", "#e88a72")))
    return canvas.printed()


def _cloud(canvas: Canvas, x: float, y: float, size: float) -> None:
    for dx, dy, across, down in (
        (-60, 8, 60, 22),
        (0, -8, 62, 34),
        (62, 8, 56, 22),
        (10, 14, 110, 18),
    ):
        canvas.disc(
            x + dx * size,
            y + dy * size,
            across * size,
            down * size,
            top="#ffffff",
            bottom="#f6e9da",
            blur=6,
            opacity=0.85,
        )


def _cottage(canvas: Canvas) -> None:
    canvas.shade(ring(520, 545, 180, 20), strength=0.4)
    canvas.shape(box(400, 370, 600, 545), "#fbeccd", "#ecd3a6")
    canvas.shape([(600, 370), (665, 350), (665, 520), (600, 545)], "#dcbf92", "#caa878")
    canvas.shape(path("375,378 440,262 640,250 682,350 600,372"), "#c9603c", "#a9482c")
    canvas.shape([(375, 378), (440, 262), (610, 372)], "#d06a44", "#b9542f")
    canvas.shape(box(585, 232, 618, 300), "#b88a66", "#9a6e4e")
    for step in range(5):
        canvas.disc(
            610 + step * 22,
            205 - step * 27,
            14 + step * 6,
            top="#ffffff",
            blur=9,
            opacity=0.45 - step * 0.06,
        )
    canvas.shape(box(478, 455, 527, 545), "#4f7d78", "#3a615d")
    for x in (425, 545):
        canvas.shape(box(x - 5, 413, x + 41, 463), "#fff6e2")
        canvas.shape(box(x, 418, x + 36, 458), "#7fa6b8", "#f6d48c")
        canvas.stroke([(x + 18, 418), (x + 18, 458)], 3, "#fff6e2")
        for bud in range(6):
            canvas.disc(x - 2 + bud * 8, 468, 6, top=("#d8475a", "#ef8a7a")[bud % 2])


def _tree(canvas: Canvas, x: float, ground: float, size: float) -> None:
    canvas.shade(ring(x + 30 * size, ground + 70 * size, 95 * size, 16 * size), strength=0.3)
    canvas.line(
        [(x, ground + 70 * size), (x - 4 * size, ground), (x + 3 * size, ground - 60 * size)],
        20 * size,
        "#7a5638",
    )
    leaves = (
        ("#4f8248", 0, 0),
        ("#63984f", -34, -8),
        ("#76ab58", 26, -34),
        ("#8cbd66", -8, -62),
        ("#a5cd78", 18, -78),
    )
    for colour, dx, dy in leaves:
        for _ in range(9):
            spot = (
                x + (dx + canvas.chance.uniform(-50, 50)) * size,
                ground - 70 * size + (dy + canvas.chance.uniform(-38, 38)) * size,
            )
            canvas.disc(*spot, 30 * size, 24 * size, top=colour, blur=2, opacity=0.8)


def _grass(canvas: Canvas, top: float, bottom: float, blades: int) -> None:
    for _ in range(blades):
        x, y = canvas.chance.uniform(0, 1000), canvas.chance.uniform(top, bottom)
        lean = canvas.chance.uniform(-8, 8)
        canvas.stroke(
            [(x, y), (x + lean, y - canvas.chance.uniform(14, 30))],
            2.2,
            canvas.chance.choice(("#86b060", "#5c8a45", "#a9c872")),
            opacity=0.7,
        )


def low_tide() -> Image.Image:
    """Show the first sea: a bucket, a kite, small footprints."""
    canvas = Canvas(12)
    canvas.wash("#8fc0dc", "#f3ead8")
    _cloud(canvas, 240, 160, 1.1)
    _cloud(canvas, 640, 110, 0.8)
    canvas.shape(box(0, 330, 1000, 480), "#5f9cb4", "#8fc0c4")
    for row in range(9):
        y = 345 + row * 15
        for _ in range(5):
            x = canvas.chance.uniform(-50, 950)
            canvas.line(
                [(x, y), (x + 60, y - 3), (x + 130, y + 1)], 3, "#e9f4f2", opacity=0.5, blur=0.6
            )
    canvas.blob(
        path("-90,470 200,455 500,485 800,460 1100,480 1100,850 -90,850"),
        "#e8d2a2",
        "#d8b87c",
        dabs=True,
    )
    canvas.line(
        path("-20,474 200,460 500,489 800,465 1020,482"),
        12,
        "#fdfaf2",
        blur=2,
        opacity=0.85,
    )
    canvas.blob(
        path("520,560 760,540 960,570 900,610 640,612"),
        "#b8d4d4",
        "#d7e2d4",
        blur=3,
        opacity=0.75,
    )
    kite = [(742, 70), (806, 138), (756, 232), (696, 142)]
    canvas.line([(756, 232), (640, 330), (520, 420), (432, 506)], 1.8, "#5a5048")
    canvas.shape(kite, "#d9503f", "#b93a36")
    canvas.shape([kite[0], kite[1], (750, 150)], "#f2c14a")
    canvas.shape([kite[2], kite[3], (750, 150)], "#3f78a8")
    canvas.line([(756, 232), (786, 262), (760, 296), (800, 326)], 4, "#f2c14a")
    child_from_behind(canvas, 420, 600, coat="#f0b93c")
    for step in range(9):
        x, y = 455 + step * 46 + (step % 2) * 10, 622 + step * 14
        canvas.disc(x, y, 11, 5, top="#b9975e", blur=1, opacity=0.75)
    canvas.shade(ring(215, 690, 80, 14))
    canvas.shape([(150, 590), (262, 590), (246, 690), (166, 690)], "#4a8fb0", "#336f90")
    canvas.disc(206, 590, 56, 13, top="#d9bd84")
    canvas.line([(152, 590), (206, 520), (260, 590)], 5, "#e8eef0")
    return canvas.printed()


def child_from_behind(canvas: Canvas, x: float, ground: float, *, coat: str) -> None:
    canvas.shade(ring(x + 26, ground + 2, 56, 9), strength=0.4)
    for side in (-1, 1):
        canvas.stroke([(x + side * 13, ground - 50), (x + side * 14, ground - 16)], 15, "#3d4f72")
        canvas.stroke([(x + side * 14, ground - 14), (x + side * 16, ground - 3)], 18, "#b8453a")
    canvas.blob(
        [
            (x - 32, ground - 122),
            (x, ground - 134),
            (x + 32, ground - 122),
            (x + 42, ground - 48),
            (x, ground - 42),
            (x - 42, ground - 48),
        ],
        coat,
        mixed(coat, "#7a4a1c", 0.25),
    )
    canvas.line(
        [(x + 28, ground - 114), (x + 40, ground - 106), (x + 16, ground - 98)],
        15,
        mixed(coat, "#7a4a1c", 0.15),
    )
    canvas.disc(x, ground - 160, 29, 31, top="#6d4728", bottom="#573619")
    canvas.line([(x - 22, ground - 172), (x, ground - 190), (x + 24, ground - 170)], 12, "#815632")


def first_snow() -> Image.Image:
    """Show the garden at dusk, seen from the kitchen step; the snowman has the good hat."""
    canvas = Canvas(13)
    canvas.wash("#52678f", "#d9b8b4")
    canvas.blob(
        path("-80,420 200,380 500,410 800,370 1080,420 1080,820 -80,820"),
        "#cdd5e8",
        "#eef1f7",
    )
    _firs_and_cabin(canvas)
    canvas.blob(
        path("-80,560 240,500 560,530 1080,490 1080,820 -80,820"),
        "#e3e9f4",
        "#fbfcff",
    )
    canvas.blob(
        path("560,415 720,415 800,540 640,600 480,545"),
        "#ffdc9a",
        "#f6e6cf",
        blur=24,
        opacity=0.5,
    )
    _snowman(canvas, 360, 660)
    for _ in range(190):
        canvas.disc(
            canvas.chance.uniform(0, 1000),
            canvas.chance.uniform(0, 750),
            canvas.chance.uniform(1.5, 4.5),
            top="#ffffff",
            opacity=0.85,
            blur=0.7,
        )
    return canvas.printed(warmth="#fff0e4")


def _firs_and_cabin(canvas: Canvas) -> None:
    for x, size in ((70, 1.1), (160, 0.8), (900, 1.2), (820, 0.7)):
        for layer in range(4):
            y = 420 - layer * 52 * size
            wide = (78 - layer * 16) * size
            canvas.shape([(x - wide, y), (x, y - 100 * size), (x + wide, y)], "#3d5868", "#2f4655")
            canvas.shape(
                [
                    (x - wide * 0.6, y - 38 * size),
                    (x, y - 100 * size),
                    (x + wide * 0.5, y - 42 * size),
                ],
                "#eef3fa",
                opacity=0.85,
                blur=1.5,
            )
    canvas.shape(box(560, 215, 790, 415), "#6a5148", "#584038")
    canvas.shape([(530, 225), (675, 120), (820, 225)], "#f4f6fb", "#dde4f0")
    for x in (600, 710):
        canvas.shape(box(x, 275, x + 50, 335), "#ffe19a", "#ffc766")
        canvas.stroke([(x + 25, 275), (x + 25, 335)], 4, "#5a4038")
        canvas.glow(x + 25, 310, 120, "#ffb84e", 0.55)


def _snowman(canvas: Canvas, x: float, ground: float) -> None:
    canvas.shade(ring(x + 40, ground, 150, 22), strength=0.3)
    for y, size in ((ground - 82, 100), (ground - 218, 72), (ground - 320, 50)):
        canvas.disc(x, y, size, size * 0.95, top="#ffffff", bottom="#cfd8ea")
        canvas.disc(
            x - size * 0.5,
            y + size * 0.2,
            size * 0.3,
            size * 0.6,
            top="#b7c4de",
            blur=14,
            opacity=0.5,
        )
    canvas.line([(x - 48, ground - 276), (x, ground - 262), (x + 48, ground - 278)], 22, "#b8402f")
    canvas.line(
        [(x + 34, ground - 270), (x + 50, ground - 220), (x + 42, ground - 176)], 20, "#c64a36"
    )
    canvas.shape(
        [
            (x - 44, ground - 352),
            (x + 44, ground - 352),
            (x + 34, ground - 412),
            (x - 34, ground - 412),
        ],
        "#4b5f86",
        "#3a4c70",
    )
    canvas.disc(x, ground - 352, 60, 9, top="#33445f")
    canvas.disc(x, ground - 420, 15, top="#e9edf5")
    for side in (-1, 1):
        canvas.disc(x + side * 17, ground - 330, 6, top="#2a2c36")
        canvas.line(
            [
                (x + side * 62, ground - 236),
                (x + side * 120, ground - 276),
                (x + side * 160, ground - 300),
            ],
            7,
            "#5c4330",
        )
        canvas.line([(x + side * 128, ground - 280), (x + side * 150, ground - 262)], 5, "#5c4330")
    canvas.shape(
        [(x, ground - 318), (x + 52, ground - 308), (x, ground - 300)], "#e98a3a", "#d9702a"
    )
    for button in range(3):
        canvas.disc(x + 2, ground - 246 + button * 34, 6, top="#2a2c36")
