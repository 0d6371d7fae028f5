"""Sections 11 to 14: acts, recipients, signatures, the health annex."""

from workspace.docgen.model import Notice, Paragraph, Signature, SignatureBlock, text
from workspace.docgen.ppe.model import PPESource, Recipient, UsualAct
from workspace.docgen.ppe.parts import Blocks, table
from workspace.docgen.ppe.phrases import Phrases


def usual_acts(source: PPESource, say: Phrases) -> Blocks:
    """Return who decides each act; the usual list, to be settled together, when nothing is yet."""
    listed = source.usual_acts or tuple(
        UsualAct(act=act, decided_by=say.label("to_settle"))
        for act in say.texts.lines("usual_acts.acts")
    )
    rows = [(act.act, act.decided_by, act.informed, act.remark) for act in listed]
    return table([("act", 4), ("decided_by", 3), ("informed", 2), ("remark", 3)], rows, say)


def distribution(source: PPESource, say: Phrases) -> Blocks:
    rows = [
        (who.name, who.capacity, who.extent, _handed(who, say), who.how)
        for who in source.recipients
    ]
    columns = [("recipient", 3), ("capacity", 3), ("extent", 3), ("handed_on", 2), ("how", 2)]
    return table(columns, rows, say)


def _handed(who: Recipient, say: Phrases) -> str:
    parts = (say.short_day(who.handed_on), say.label("refused") if who.refused else "")
    return " ".join(part for part in parts if part)


def signatures(source: PPESource, say: Phrases) -> Blocks:
    """Return a place to sign for the president, each holder, a third party and the child."""
    holder = say.say("signatures.holder")
    holders = tuple(Signature(holder, holder_.name) for holder_ in source.holders)
    return (
        Paragraph(text(say.say("signatures.intro"))),
        SignatureBlock(
            (
                Signature(say.say("signatures.president")),
                *(holders or (Signature(holder),)),
                Signature(say.say("signatures.third_party"), source.person_of_trust),
                Signature(say.say("signatures.child"), source.child.name),
            )
        ),
    )


def usual_acts_annex(_source: PPESource, say: Phrases) -> Blocks:
    return (Paragraph(text(say.say("annexes.usual_acts"))),)


def health_annex(_source: PPESource, say: Phrases) -> Blocks:
    return (Notice(say.say("annexes.health_title"), text(say.say("annexes.health"))),)
