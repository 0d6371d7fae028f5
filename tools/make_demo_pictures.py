"""Paint the pictures of the demonstration box; the same pixels each time.

    python -m tools.make_demo_pictures [folder]

They stand for the photographs and drawings of an invented child, so that nobody's are shown.
`workspace/demo/pictures/captions.fr.toml` tells what they are.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tools.painting import drawings, indoors, outdoors, windows, yard

FOLDER = Path(__file__).parent.parent / "workspace" / "demo" / "pictures"
QUALITY = 80

PICTURES: dict[str, Callable[[], Image.Image]] = {
    "train": windows.train_window,
    "pilou": indoors.pilou,
    "premier-bonhomme": drawings.first_person,
    "maison": outdoors.house_on_the_hill,
    "mer": outdoors.low_tide,
    "dessin-pilou": drawings.fox,
    "gateau": indoors.five_candles,
    "neige": outdoors.first_snow,
    "dessin-famille": drawings.family,
    "velo": yard.red_bicycle,
    "tournesols": yard.sunflowers,
    "reglisse": indoors.dog_asleep,
    "dessin-bateau": drawings.boat,
    "dessin-fusee": drawings.rocket,
    "cles": windows.first_keys,
}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, paint in PICTURES.items():
        paint().save(folder / f"{name}.jpg", quality=QUALITY, optimize=True, progressive=True)


if __name__ == "__main__":
    main()
