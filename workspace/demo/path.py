"""What was written of the path, the family and the identity of a child before you came."""

import tomllib
from importlib.resources import files

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.demo.cast import Cast
from workspace.dossier.record import service as record
from workspace.dossier.record.civil import service as civil
from workspace.dossier.record.civil.model import Ins, InsStatus
from workspace.dossier.record.course import service as course
from workspace.dossier.record.course.model import NewMeasure, NewShortStay, ShortStayKind
from workspace.dossier.record.family import service as family
from workspace.dossier.record.family.model import NewRestriction, NewSibling
from workspace.dossier.record.model import Authority, MeasureKind, RestrictionKind
from workspace.exchange import service as exchange

TOLD = tomllib.loads(files("workspace.demo").joinpath("path.fr.toml").read_text("utf-8"))


async def tell_path(cast: Cast) -> None:
    """Let the coordinator write it all, through the services as everybody does."""
    tools = cast.tools
    dossier = await exchange.dossier_coded(tools.errand, TOLD["child"], vault=tools.vault)
    async with cast.acting(TOLD["author"]) as actor:
        clearance = await cast.cleared(
            actor,
            dossier,
            Permission.CHILD_READ,
            Permission.CHILD_WRITE,
            Permission.FAMILY_READ,
            Permission.FAMILY_WRITE,
            Permission.MEASURE_WRITE,
            Permission.PLACEMENT_WRITE,
        )
        await _course(cast, clearance)
        await _family(cast, clearance)
        ins = Ins(**{**TOLD["identity"], "status": InsStatus(TOLD["identity"]["status"])})
        await civil.write_ins(clearance, ins, clock=tools.clock, vault=tools.vault)


async def _course(cast: Cast, clearance: Clearance) -> None:
    tools, one = cast.tools, TOLD["measure"]
    for running in (await record.child(clearance, vault=tools.vault)).measures:
        await course.end_measure(
            clearance, running.id, one["begins_on"], clock=tools.clock, vault=tools.vault
        )
    measure = NewMeasure(
        **{
            **one,
            "kind": MeasureKind(one["kind"]),
            "authority": Authority(one["authority"]),
        }
    )
    await course.add_measure(clearance, measure, clock=tools.clock, vault=tools.vault)
    for stay in TOLD["short_stay"]:
        new = NewShortStay(**{**stay, "kind": ShortStayKind(stay["kind"])})
        await course.add_short_stay(clearance, new, clock=tools.clock, vault=tools.vault)


async def _family(cast: Cast, clearance: Clearance) -> None:
    tools, one = cast.tools, TOLD["restriction"]
    known = (await family.family(clearance, vault=tools.vault)).people
    who = next(person.key for person in known if person.name == one["name"])
    restriction = NewRestriction(
        person=who,
        kind=RestrictionKind(one["kind"]),
        begins_on=one["begins_on"],
        decided_by=one["decided_by"],
        words=one["words"],
    )
    await family.add_restriction(clearance, restriction, clock=tools.clock, vault=tools.vault)
    for sibling in TOLD["sibling"]:
        new = NewSibling(name=sibling["name"], words=sibling["words"])
        await family.add_sibling(clearance, new, None, clock=tools.clock, vault=tools.vault)
