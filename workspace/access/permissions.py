"""What somebody may ask for, and the class of content each permission touches.

Classes are those of the threat model (`security.md` 1): C0 identity, C1 somatic health, C2 psychological
notes and scales, C3 social and judicial, C4 third-party facts, C5 memory box. Two more name what the law
shares within the whole circle (`law.md` 2, N0): practical facts (appointments, acts counted), and the
circle's own messages.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from workspace.actor import Role


class DataClass(StrEnum):
    PRACTICAL = "N0"
    MESSAGES = "MS"
    IDENTITY = "C0"
    SOMATIC = "C1"
    PSYCHOLOGICAL = "C2"
    SOCIAL = "C3"
    THIRD_PARTY = "C4"
    MEMORY = "C5"


class Mode(StrEnum):
    READ = "r"
    WRITE = "w"
    MANAGE = "m"
    """Change the circle itself: only who coordinates it."""
    OWN = "o"
    """Act as the person the dossier is about."""


class Requirement(NamedTuple):
    data_class: DataClass
    mode: Mode


class Permission(StrEnum):
    """`area:resource:action`, in alphabetical order; `REQUIREMENTS` says what each one takes."""

    ASSESSMENT_FILL = "dossier:assessment:fill"
    ASSESSMENT_FORM_READ = "dossier:assessment_form:read"
    ASSESSMENT_PLAN = "dossier:assessment:plan"
    ASSESSMENT_READ = "dossier:assessment:read"
    ASSESSMENT_RECORD = "dossier:assessment:record"
    ASSESSMENT_SIGN = "dossier:assessment:sign"
    ASSESSMENT_UNSIGN = "dossier:assessment:unsign"
    BIRTH_WRITE = "dossier:birth:write"
    BOX_ADD = "memorybox:keepsake:add"
    BOX_OWN = "memorybox:box:own"
    BOX_READ = "memorybox:box:read"
    CARE_NOTE_ADD = "dossier:care_note:add"
    CARE_PLAN_ADD = "dossier:care_plan:add"
    CARE_PLAN_READ = "dossier:care_plan:read"
    CARE_SESSION_ADD = "dossier:care_session:add"
    CARE_SESSION_READ = "dossier:care_session:read"
    CHILD_READ = "dossier:child:read"
    CHILD_WRITE = "dossier:child:write"
    CIRCLE_MANAGE = "access:circle:manage"
    CONTACT_ADD = "dossier:contact:add"
    CONVERSATION_READ = "messaging:conversation:read"
    CONVERSATION_WRITE = "messaging:conversation:write"
    DOCUMENT_READ = "dossier:document:read"
    DOSSIER_MERGE = "dossier:child:merge"
    EMERGENCY_DRAFT = "docgen:emergency:draft"
    ENCOUNTER_PLAN = "dossier:encounter:plan"
    ENCOUNTER_READ = "dossier:encounter:read"
    FAMILY_READ = "dossier:family:read"
    FAMILY_WRITE = "dossier:family:write"
    FOLLOW_UP_MANAGE = "dossier:follow_up:manage"
    GROWTH_READ = "dossier:growth:read"
    GROWTH_WRITE = "dossier:growth:write"
    HEALTH_READ = "dossier:health:read"
    HEALTH_WRITE = "dossier:health:write"
    JOURNAL_WRITE = "dossier:journal:write"
    MEASURE_WRITE = "dossier:measure:write"
    ORIGINS_PROTECT = "dossier:origins:protect"
    PLACEMENT_READ = "dossier:placement:read"
    PLACEMENT_WRITE = "dossier:placement:write"
    PPE_DRAFT = "docgen:ppe:draft"
    SCALE_ADD = "dossier:scale:add"
    SCALE_INVITE = "dossier:scale:invite"
    SCALE_READ = "dossier:scale:read"


REQUIREMENTS = MappingProxyType(
    {
        Permission.ASSESSMENT_FILL: Requirement(DataClass.PRACTICAL, Mode.WRITE),
        Permission.ASSESSMENT_FORM_READ: Requirement(DataClass.SOMATIC, Mode.READ),
        Permission.ASSESSMENT_PLAN: Requirement(DataClass.PRACTICAL, Mode.WRITE),
        Permission.ASSESSMENT_READ: Requirement(DataClass.PRACTICAL, Mode.READ),
        Permission.ASSESSMENT_RECORD: Requirement(DataClass.PRACTICAL, Mode.WRITE),
        Permission.ASSESSMENT_SIGN: Requirement(DataClass.SOMATIC, Mode.WRITE),
        Permission.ASSESSMENT_UNSIGN: Requirement(DataClass.PRACTICAL, Mode.WRITE),
        Permission.BIRTH_WRITE: Requirement(DataClass.SOMATIC, Mode.WRITE),
        Permission.BOX_ADD: Requirement(DataClass.MEMORY, Mode.WRITE),
        Permission.BOX_OWN: Requirement(DataClass.MEMORY, Mode.OWN),
        Permission.BOX_READ: Requirement(DataClass.MEMORY, Mode.READ),
        Permission.CARE_NOTE_ADD: Requirement(DataClass.PSYCHOLOGICAL, Mode.WRITE),
        Permission.CARE_PLAN_ADD: Requirement(DataClass.PRACTICAL, Mode.WRITE),
        Permission.CARE_PLAN_READ: Requirement(DataClass.PRACTICAL, Mode.READ),
        Permission.CARE_SESSION_ADD: Requirement(DataClass.PRACTICAL, Mode.WRITE),
        Permission.CARE_SESSION_READ: Requirement(DataClass.PRACTICAL, Mode.READ),
        Permission.CHILD_READ: Requirement(DataClass.IDENTITY, Mode.READ),
        Permission.CHILD_WRITE: Requirement(DataClass.IDENTITY, Mode.WRITE),
        Permission.CIRCLE_MANAGE: Requirement(DataClass.IDENTITY, Mode.MANAGE),
        Permission.CONTACT_ADD: Requirement(DataClass.MESSAGES, Mode.WRITE),
        Permission.CONVERSATION_READ: Requirement(DataClass.MESSAGES, Mode.READ),
        Permission.CONVERSATION_WRITE: Requirement(DataClass.MESSAGES, Mode.WRITE),
        Permission.DOCUMENT_READ: Requirement(DataClass.PRACTICAL, Mode.READ),
        Permission.DOSSIER_MERGE: Requirement(DataClass.IDENTITY, Mode.MANAGE),
        Permission.EMERGENCY_DRAFT: Requirement(DataClass.PRACTICAL, Mode.WRITE),
        Permission.ENCOUNTER_PLAN: Requirement(DataClass.PRACTICAL, Mode.WRITE),
        Permission.ENCOUNTER_READ: Requirement(DataClass.PRACTICAL, Mode.READ),
        Permission.FAMILY_READ: Requirement(DataClass.SOCIAL, Mode.READ),
        Permission.FAMILY_WRITE: Requirement(DataClass.SOCIAL, Mode.WRITE),
        Permission.FOLLOW_UP_MANAGE: Requirement(DataClass.PRACTICAL, Mode.MANAGE),
        Permission.GROWTH_READ: Requirement(DataClass.SOMATIC, Mode.READ),
        Permission.GROWTH_WRITE: Requirement(DataClass.SOMATIC, Mode.WRITE),
        Permission.HEALTH_READ: Requirement(DataClass.SOMATIC, Mode.READ),
        Permission.HEALTH_WRITE: Requirement(DataClass.SOMATIC, Mode.WRITE),
        Permission.JOURNAL_WRITE: Requirement(DataClass.MESSAGES, Mode.WRITE),
        Permission.MEASURE_WRITE: Requirement(DataClass.SOCIAL, Mode.WRITE),
        Permission.ORIGINS_PROTECT: Requirement(DataClass.IDENTITY, Mode.MANAGE),
        Permission.PLACEMENT_READ: Requirement(DataClass.SOCIAL, Mode.READ),
        Permission.PLACEMENT_WRITE: Requirement(DataClass.SOCIAL, Mode.WRITE),
        Permission.PPE_DRAFT: Requirement(DataClass.SOCIAL, Mode.WRITE),
        Permission.SCALE_ADD: Requirement(DataClass.PSYCHOLOGICAL, Mode.WRITE),
        Permission.SCALE_INVITE: Requirement(DataClass.PRACTICAL, Mode.WRITE),
        Permission.SCALE_READ: Requirement(DataClass.PSYCHOLOGICAL, Mode.READ),
    }
)

OF_ROLES = MappingProxyType(
    {
        Permission.ASSESSMENT_SIGN: frozenset({Role.PHYSICIAN}),
        Permission.ASSESSMENT_UNSIGN: frozenset({Role.COORDINATOR, Role.PHYSICIAN}),
    }
)
"""Acts that writing a class does not give by itself: whose they are, beside what `REQUIREMENTS` asks."""
