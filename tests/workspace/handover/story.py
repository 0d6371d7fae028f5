"""A whole story for the tests, with every kind of keepsake, and where its contents are read."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

from PIL import Image as Pillow

from workspace.handover.archive import write_archive
from workspace.handover.model import (
    Assessment,
    Chapter,
    ContentId,
    Document,
    File,
    GrowthPoint,
    Image,
    Keepsake,
    List,
    Person,
    Placement,
    Reading,
    Story,
)
from workspace.memorybox.model import KeepsakeKind

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
CONTENTS: dict[ContentId, bytes] = {}


def stored(content: bytes) -> ContentId:
    identifier = ContentId(UUID(int=len(CONTENTS) + 1))
    CONTENTS[identifier] = content
    return identifier


def drawn(colour: str, width: int, height: int) -> Image:
    out = BytesIO()
    Pillow.new("RGB", (width, height), colour).save(out, "JPEG")
    display = File(content=stored(out.getvalue()), content_type="image/jpeg", name="page copy")
    original = File(
        content=stored(out.getvalue() + b"as given"), content_type="image/jpeg", name="IMG 0001.JPG"
    )
    return Image(
        display=display, original=original, width=width, height=height, alt=f"All {colour}."
    )


def keepsake(
    kind: KeepsakeKind, caption: str, *, image: Image | None = None, attachment: File | None = None
) -> Keepsake:
    return Keepsake(
        kind=kind, caption=caption, when="July 2012", happened="2012-07", contributed_by="your foster family", image=image, attachment=attachment
    )  # fmt: skip


VOICE = File(content=stored(b"ID3 not quite a song"), content_type="audio/mpeg", name="lullaby.mp3")
LETTER = File(
    content=stored(PDF), content_type="application/pdf", name="../../letter\u202e <1>.pdf"
)
REPORT = File(content=stored(PDF + b"2"), content_type="application/pdf", name="Bilan des 24 mois")

FULL = Story(
    language="en",
    first_name="Lou",
    full_name="Lou <Martin> & co",
    born_on=date(2007, 8, 20),
    prepared_on=date(2025, 9, 1),
    chapters=(
        Chapter(
            age=None,
            keepsakes=(
                keepsake(KeepsakeKind.PHOTO, "An ultrasound.", image=drawn("grey", 40, 30)),
            ),
        ),
        Chapter(age=0, keepsakes=(keepsake(KeepsakeKind.SOUND, "A lullaby.", attachment=VOICE),)),
        Chapter(
            age=4,
            keepsakes=(
                keepsake(
                    KeepsakeKind.PHOTO, 'The <sea> & the "wind".', image=drawn("blue", 60, 30)
                ),
                keepsake(KeepsakeKind.DRAWING, "You.", image=drawn("orange", 30, 60)),
                keepsake(KeepsakeKind.OBJECT, "=Pilou, the fox.\nHe lost an ear."),
                keepsake(KeepsakeKind.LETTER, "A letter.", attachment=LETTER),
            ),
        ),
    ),
    placements=(
        Placement(
            place="At Odile's",
            kind="foster family",
            from_on=date(2011, 11, 19),
            until_on=None,
            reason="A garden and a dog.",
        ),
        Placement(
            place="The nursery",
            kind="nursery",
            from_on=date(2010, 3, 8),
            until_on=date(2011, 11, 19),
        ),
    ),
    people=(Person(name="Odile", role="foster carer", period="2011-2022"),),
    assessments=(
        Assessment(
            title="24 months",
            done_on=date(2009, 8, 20),
            done_by="Dr Vidal",
            summary="Walks, laughs.",
        ),
    ),
    growth=(
        GrowthPoint(
            measured_on=date(2009, 8, 20), height_cm=Decimal("84.5"), weight_kg=Decimal("11.8")
        ),
        GrowthPoint(
            measured_on=date(2010, 2, 20), height_cm=Decimal("88.0"), head_cm=Decimal("49.1")
        ),
        GrowthPoint(measured_on=date(2010, 3, 20), height_cm=Decimal("88.4")),
    ),
    health=List(
        headings=("From", "Until", "Kind", "What", "In words"),
        rows=(
            (date(2009, 1, 5), "", "Allergy", "Cow's milk & co", ""),
            ("", "", "Stay", "", "<b>"),
        ),
    ),
    questionnaires=List(headings=("Day", "Questionnaire"), rows=((date(2010, 1, 5), "ASQ-3"),)),
    sessions=List(headings=("Day", "Care")),
    documents=(
        Document(
            title="Report of 24 months", dated_on=date(2009, 8, 22), author="Dr Vidal", file=REPORT
        ),
    ),
    readings=(
        Reading(
            day=date(2012, 3, 14),
            who="Dr Vidal, paediatrician",
            what="read the report of 24 months",
        ),
        Reading(day=date(2025, 8, 25), who="You", what="opened your box"),
    ),
)
EMPTY = Story(
    language="en",
    first_name="Lou",
    full_name="Lou",
    born_on=date(2007, 8, 20),
    prepared_on=date(2025, 9, 1),
)
FRENCH = replace(FULL, language="fr")


async def open_content(content: ContentId) -> AsyncIterator[bytes]:
    whole = CONTENTS[content]
    for start in range(0, len(whole), 100):
        yield whole[start : start + 100]


async def archived(story: Story) -> dict[str, bytes]:
    """Write the archive, open it, and return its files by their path in the bag."""
    whole = b"".join([chunk async for chunk in write_archive(story, open_content)])
    with ZipFile(BytesIO(whole)) as archive:
        assert archive.testzip() is None
        return {name.removeprefix("grenier/"): archive.read(name) for name in archive.namelist()}
