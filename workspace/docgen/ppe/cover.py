"""Section 0, and what is said before the first section."""

from workspace.docgen.model import BulletList, Cover, Fact, Notice, Paragraph, Run, text
from workspace.docgen.ppe.model import PPESource
from workspace.docgen.ppe.parts import Blocks, known
from workspace.docgen.ppe.phrases import Phrases


def cover(source: PPESource, say: Phrases) -> Cover:
    child = source.child
    values = {
        "birth_date": say.day(child.birth_date),
        "version": str(source.version),
        "drafted_on": say.day(source.drafted_on),
        "period": say.span(source.period.starts_on, source.period.ends_on),
        "status": say.say(f"status.{source.status}"),
        "next_update_on": say.day(source.next_update_on),
    }
    return Cover(
        issuer=tuple(line for line in (source.department, source.organization) if line),
        basis=say.say("basis"),
        subject=child.name or say.say("words.empty"),
        facts=tuple(
            Fact(say.say(f"cover.{key}"), known(value, say)) for key, value in values.items()
        ),
        mark=say.say("restriction.mark") if source.restricted else "",
    )


def subtitle(source: PPESource, say: Phrases) -> str:
    status = say.say(f"status.{source.status}")
    return f"{say.say('cover.version_number', number=source.version).capitalize()} \u2013 {status}"


def footer(source: PPESource, say: Phrases) -> tuple[str, ...]:
    """Return the two lines at the foot of each page: which document this is, and its secrecy."""
    title = say.say("title")
    name = source.child.name
    named = say.say("cover.for_child", title=title, child=name) if name else title
    version = say.say("cover.version_number", number=source.version)
    marks = [named, version, say.say(f"status.{source.status}")]
    if source.restricted:
        marks.append(say.say("restriction.mark"))
    return (" \u2013 ".join(marks), say.say("mentions.confidential"))


def opening(source: PPESource, say: Phrases) -> Blocks:
    restriction = Notice(say.say("restriction.notice_title"), text(say.say("restriction.notice")))
    return (
        *((restriction,) if source.restricted else ()),
        Paragraph((Run(say.say("mentions.title"), strong=True),)),
        BulletList(tuple(text(item) for item in say.texts.lines("mentions.items"))),
    )
