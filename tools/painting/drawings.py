"""Five drawings by the same child, from three to ten years old."""

from PIL import Image

from tools.painting.crayon import Paper
from tools.painting.curves import box, path, ring


def first_person() -> Image.Image:
    """At three: a head with arms and legs, and someone small beside it."""
    paper = Paper(31)
    for x, y, size in ((400, 300, 150), (720, 420, 70)):
        paper.outline(ring(x, y, size, size * 0.94, corners=11), "#c2512f", 12)
        paper.dot(x - size * 0.35, y - size * 0.15, 13, "#2a2f3a")
        paper.dot(x + size * 0.33, y - size * 0.2, 13, "#2a2f3a")
        paper.crayon(
            [
                (x - size * 0.45, y + size * 0.3),
                (x, y + size * 0.55),
                (x + size * 0.5, y + size * 0.25),
            ],
            "#b03050",
            11,
        )
        for side in (-1, 1):
            paper.crayon(
                [
                    (x + side * size * 0.3, y + size),
                    (x + side * size * 0.36, y + size * 1.6),
                    (x + side * size * 0.3, y + size * 2.1),
                    (x + side * size * 0.6, y + size * 2.12),
                ],
                "#2f5f8f",
                12,
            )
            paper.crayon(
                [
                    (x + side * size * 0.95, y + size * 0.1),
                    (x + side * size * 1.3, y - size * 0.1),
                    (x + side * size * 1.62, y - size * 0.5),
                ],
                "#2f5f8f",
                12,
            )
    for turn in range(5):
        x = 300 + turn * 42
        paper.crayon([(x, 175), (x - 15, 110), (x + 18, 70)], "#8a5a20", 9)
    paper.crayon(
        path("90,120 180,70 210,150 110,170 80,90 200,80 170,180 90,150"),
        "#e2a91c",
        12,
    )
    return paper.scan()


def fox() -> Image.Image:
    """At four: Pilou, who already has one ear."""
    paper = Paper(47, tint="#fbf3df")
    body = path("380,330 620,330 690,560 640,660 360,660 310,560")
    paper.scribble(body, "#dd7a3a")
    paper.outline(body, "#b4521c")
    head = path("330,190 500,130 670,190 640,300 500,390 360,300")
    paper.scribble(head, "#e48a48")
    paper.outline(head, "#b4521c")
    ear = [(345, 190), (350, 60), (450, 150)]
    paper.scribble(ear, "#dd7a3a")
    paper.outline(ear, "#b4521c")
    for stitch in range(4):
        paper.straight(
            (600 + stitch * 18, 140 + stitch * 10),
            (592 + stitch * 18, 172 + stitch * 10),
            "#35507a",
            6,
        )
    paper.dot(440, 230, 15, "#222833")
    paper.dot(565, 230, 15, "#222833")
    paper.dot(500, 330, 18, "#222833")
    paper.crayon([(450, 350), (500, 368), (556, 346)], "#222833", 6)
    tail = path("690,600 820,590 880,480 840,420 770,520 690,540")
    paper.scribble(tail, "#e48a48")
    paper.scribble([(880, 480), (840, 420), (815, 470), (850, 510)], "#f7ead2")
    paper.outline(tail, "#b4521c")
    for x in (130, 210, 860):
        paper.outline(ring(x, 190, 30, 28, corners=7), "#c33e62", 9)
        paper.straight((x, 225), (x + 5, 330), "#4f8a4c", 8)
    return paper.scan()


def family() -> Image.Image:
    """At six: everyone in front of the house, hand in hand, and the rainbow."""
    paper = Paper(53)
    for band, colour in enumerate(
        ("#d8433b", "#e88a2c", "#ecc63a", "#58a05a", "#3f7fb8", "#7a58a5")
    ):
        reach = 430 - band * 19
        paper.crayon(
            [
                (500 - reach, 420),
                (500 - reach * 0.72, 420 - reach * 0.62),
                (500, 420 - reach * 0.88),
                (500 + reach * 0.72, 420 - reach * 0.62),
                (500 + reach, 420),
            ],
            colour,
            13,
        )
    wall = box(400, 330, 610, 560)
    paper.scribble(wall, "#f0d9a8")
    paper.outline(wall, "#7a5230")
    paper.scribble([(370, 335), (505, 215), (640, 335)], "#c34f35")
    paper.outline([(370, 335), (505, 215), (640, 335)], "#8a2f1e")
    paper.outline(box(480, 450, 535, 560), "#7a5230")
    for x in (425, 560):
        paper.outline(box(x, 370, x + 36, 410), "#3f7fb8", 7)
    paper.crayon(path("0,640 200,618 500,632 800,615 1000,640"), "#4f9a50", 16)
    paper.scribble([(0, 640), (1000, 640), (1000, 715), (0, 715)], "#6fb268", gap=16)
    people = (
        (130, 1.15, "#3f6fa8", "#6a4a2a"),
        (245, 1.0, "#b8456a", "#b9b2a6"),
        (350, 0.62, "#e2a02c", "#4a3020"),
    )
    for x, size, coat, hair in people:
        _person(paper, x, size, coat=coat, hair=hair)
    paper.crayon([(176, 520), (212, 528)], "#d9a982", 9)
    paper.crayon([(285, 540), (325, 560)], "#d9a982", 9)
    paper.scribble(ring(800, 580, 70, 34), "#4a4038")
    paper.scribble(ring(875, 545, 32, 28), "#4a4038")
    for x in (755, 790, 825, 850):
        paper.straight((x, 600), (x, 645), "#3a322c", 9)
    paper.crayon([(735, 570), (705, 540), (700, 510)], "#3a322c", 9)
    return paper.scan()


def _person(paper: Paper, x: float, size: float, *, coat: str, hair: str) -> None:
    ground = 625
    top = ground - 260 * size
    paper.outline(ring(x, top + 40 * size, 36 * size, corners=9), "#c98f66", 8)
    paper.crayon(
        [(x - 34 * size, top + 26 * size), (x, top - 6 * size), (x + 34 * size, top + 26 * size)],
        hair,
        14,
    )
    for side in (-1, 1):
        paper.dot(x + side * 12 * size, top + 36 * size, 6, "#222833")
        paper.straight(
            (x + side * 16 * size, ground - 70 * size),
            (x + side * 18 * size, ground),
            "#35507a",
            10,
        )
        paper.crayon(
            [(x + side * 26 * size, top + 100 * size), (x + side * 48 * size, top + 150 * size)],
            "#d9a982",
            9,
        )
    paper.crayon(
        [(x - 12 * size, top + 54 * size), (x, top + 61 * size), (x + 13 * size, top + 53 * size)],
        "#b03050",
        5,
    )
    dress = [
        (x - 22 * size, top + 84 * size),
        (x + 22 * size, top + 84 * size),
        (x + 40 * size, ground - 62 * size),
        (x - 40 * size, ground - 62 * size),
    ]
    paper.scribble(dress, coat, gap=8)


def boat() -> Image.Image:
    """At eight, in felt pen: the boat that comes back."""
    paper = Paper(67, tint="#f6f4ea")
    for row in range(6):
        y = 470 + row * 42
        wave = [(x, y + (13 if (x // 62 + row) % 2 else -13)) for x in range(-20, 1041, 62)]
        paper.pen(wave, ("#2f77a8", "#3c93bd", "#22618f")[row % 3], 7)
    hull = [(290, 430), (720, 430), (650, 530), (360, 530)]
    paper.scribble(hull, "#b9472e")
    paper.pen([*hull, hull[0]], "#5c2418", 7)
    paper.pen([(500, 430), (502, 120)], "#5c4024", 9)
    sail = [(515, 140), (700, 390), (515, 390)]
    paper.scribble(sail, "#f1cf5a")
    paper.pen([*sail, sail[0]], "#3a3a44", 6)
    other = [(488, 170), (488, 390), (350, 390)]
    paper.scribble(other, "#ffffff")
    paper.pen([*other, other[0]], "#3a3a44", 6)
    for x in (400, 460):
        paper.pen([*ring(x, 405, 15, corners=8), (x + 15, 405)], "#3a3a44", 5)
    paper.pen([(500, 120), (560, 135), (500, 155)], "#c22f3f", 8)
    for x, y in ((180, 600), (640, 640), (840, 580)):
        paper.pen(
            [
                (x - 50, y),
                (x, y - 26),
                (x + 40, y),
                (x, y + 24),
                (x - 50, y),
                (x - 78, y - 22),
                (x - 76, y + 20),
                (x - 50, y),
            ],
            "#d9772f",
            6,
        )
        paper.dot(x + 18, y - 5, 5, "#222833")
    for x, y in ((150, 150), (230, 110), (820, 180)):
        paper.pen(
            [(x - 34, y), (x - 16, y - 18), (x, y), (x + 16, y - 18), (x + 34, y)], "#4a5260", 5
        )
    paper.scribble(ring(880, 90, 60), "#f0b429")
    return paper.scan()


def rocket() -> Image.Image:
    """At ten, on blue paper: a planet for two."""
    paper = Paper(71, tint="#26365c")
    for _ in range(46):
        paper.dot(
            paper.chance.uniform(20, 980),
            paper.chance.uniform(20, 700),
            paper.chance.uniform(2, 5),
            "#f3e6b0",
        )
    paper.scribble(ring(780, 520, 150), "#d98a4a", gap=10)
    paper.crayon([(560, 600), (700, 560), (880, 480), (985, 400)], "#f1cf8a", 12)
    paper.crayon([(565, 615), (720, 580), (890, 500), (990, 415)], "#e9b86a", 8)
    body = path("300,560 270,380 330,190 390,110 450,190 510,380 480,560")
    paper.scribble(body, "#e9edf2", gap=9)
    paper.outline(body, "#9fb2cc", 8)
    paper.scribble([(335, 190), (390, 110), (446, 190)], "#d4473e")
    for side in (-1, 1):
        fin = [(390 + side * 100, 470), (390 + side * 190, 590), (390 + side * 85, 560)]
        paper.scribble(fin, "#d4473e")
    paper.scribble(ring(390, 320, 58), "#8fc3e0")
    paper.outline(ring(390, 320, 60, corners=10), "#3f6f9f", 8)
    paper.dot(372, 318, 6, "#222833")
    paper.dot(408, 318, 6, "#222833")
    paper.crayon([(372, 340), (390, 350), (410, 338)], "#b03050", 5)
    for step in range(5):
        paper.crayon(
            [(320 + step * 35, 575), (310 + step * 38, 640), (325 + step * 34, 700)],
            ("#f0b429", "#e8742c")[step % 2],
            14,
        )
    return paper.scan()
