"""What the audit remembers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workspace.actor import Role
from workspace.ids import AccountId, DossierId


class Act(StrEnum):
    """`area:resource:verb`, in alphabetical order. A tag is never reused for another meaning."""

    ADMISSION_CORRECT = "dossier:admission:correct"
    ASSESSMENT_ADD_TO = "dossier:assessment:add_to"
    ASSESSMENT_CLOSE = "dossier:assessment:close"
    ASSESSMENT_DONE = "dossier:assessment:done"
    ASSESSMENT_FILL = "dossier:assessment:fill"
    ASSESSMENT_MISS = "dossier:assessment:miss"
    ASSESSMENT_OPEN = "dossier:assessment:open"
    ASSESSMENT_PLAN = "dossier:assessment:plan"
    ASSESSMENT_READ = "dossier:assessment:read"
    ASSESSMENT_REOPEN = "dossier:assessment:reopen"
    ASSESSMENT_REOPEN_PART = "dossier:assessment:reopen_part"
    ASSESSMENT_SETTLE = "dossier:assessment:settle"
    ASSESSMENT_SIGN = "dossier:assessment:sign"
    ASSESSMENT_UNDO = "dossier:assessment:undo"
    BIRTH_STATE = "dossier:birth:state"
    BOX_ADD = "memorybox:keepsake:add"
    BOX_CONTENT_OPEN = "memorybox:keepsake:open"
    BOX_OPEN = "memorybox:box:open"
    BOX_RELEASE = "memorybox:box:release"
    BOX_WITHDRAW = "memorybox:keepsake:withdraw"
    CARE_MONTH_READ = "dossier:care_month:read"
    CARE_NOTE_ADD = "dossier:care_note:add"
    CARE_PLAN_ADD = "dossier:care_plan:add"
    CARE_PLAN_READ = "dossier:care_plan:read"
    CARE_RATES_ADD = "dossier:care_rates:add"
    CARE_SESSION_ADD = "dossier:care_session:add"
    CARE_SESSION_AMEND = "dossier:care_session:amend"
    CARE_SESSION_READ = "dossier:care_session:read"
    CARE_SESSION_WITHDRAW = "dossier:care_session:withdraw"
    CHILD_AMEND = "dossier:child:amend"
    CHILD_ENROL = "dossier:child:enrol"
    CHILD_EXPORT = "dossier:child:export"
    CHILD_LIST = "dossier:child:list"
    CHILD_MERGE = "dossier:child:merge"
    CHILD_READ = "dossier:child:read"
    CHILD_SEEK = "dossier:child:seek"
    CHILD_UNMERGE = "dossier:child:unmerge"
    CONTACT_ADD = "dossier:contact:add"
    CONTACT_READ = "dossier:contact:read"
    CONTACT_WITHDRAW = "dossier:contact:withdraw"
    CONVERSATION_OPEN = "messaging:conversation:open"
    CONVERSATION_READ = "messaging:conversation:read"
    DEPARTMENT_CHANGE = "dossier:department:change"
    DOCUMENT_FILE = "dossier:document:file"
    DOCUMENT_LIST = "dossier:document:list"
    DOCUMENT_OPEN = "dossier:document:open"
    ENCOUNTER_PLAN = "dossier:encounter:plan"
    ENCOUNTER_READ = "dossier:encounter:read"
    EXAM_DONE = "dossier:exam:done"
    EXIT_CORRECT = "dossier:exit:correct"
    FAMILY_ADD = "dossier:family:add"
    FAMILY_CORRECT = "dossier:family:correct"
    FEEDBACK_ANSWER = "feedback:word:answer"
    FEEDBACK_READ = "feedback:word:read"
    FEEDBACK_SAY = "feedback:word:say"
    FEEDBACK_TAKE_AWAY = "feedback:word:take_away"
    FEED_END = "dossier:feed:end"
    FEED_OPEN = "dossier:feed:open"
    FIGURES_ASK = "cohort:figures:ask"
    FIGURES_READ = "cohort:figures:read"
    FOLLOW_UP_END = "dossier:follow_up:end"
    FOLLOW_UP_RESUME = "dossier:follow_up:resume"
    GRANT = "access:grant:add"
    GRANT_END = "access:grant:end"
    GRANT_RENEW = "access:grant:renew"
    GROWTH_ADD = "dossier:growth:add"
    GROWTH_AMEND = "dossier:growth:amend"
    GROWTH_READ = "dossier:growth:read"
    GROWTH_SET = "dossier:growth:set"
    HANDOVER_ARCHIVE = "handover:archive:take"
    HANDOVER_READERS = "handover:readers:read"
    HEALTH_ADD = "dossier:health:add"
    HEALTH_AMEND = "dossier:health:amend"
    HEALTH_READ = "dossier:health:read"
    HEALTH_SET = "dossier:health:set"
    IMPORT = "exchange:folder:import"
    IMPORT_CHECK = "exchange:files:check"
    IMPORT_CONFIRM = "exchange:files:confirm"
    INS_WRITE = "dossier:ins:write"
    JOBS_TRY_AGAIN = "jobs:given_up:try_again"
    JOURNAL_PUT_BACK = "dossier:journal:put_back"
    JOURNAL_READ = "dossier:journal:read"
    JOURNAL_WITHDRAW = "dossier:journal:withdraw"
    JOURNAL_WRITE = "dossier:journal:write"
    MEASURE_ADD = "dossier:measure:add"
    MEASURE_CORRECT = "dossier:measure:correct"
    MEASURE_END = "dossier:measure:end"
    MESSAGE_READ = "messaging:message:read"
    MESSAGE_SEND = "messaging:message:send"
    NETWORK_ADD = "network:practitioner:add"
    NETWORK_AMEND = "network:practitioner:amend"
    NETWORK_PRACTICE = "network:practice:state"
    NOTICE_SEND = "notices:notice:send"
    PLACEMENT_ADD = "dossier:placement:add"
    PLACEMENT_CORRECT = "dossier:placement:correct"
    PROGRAMME_CHANGE = "dossier:programme:change"
    PROTOCOL_APPLY = "protocol:version:apply"
    PROTOCOL_PROPOSE = "protocol:version:propose"
    PROTOCOL_READ = "protocol:version:read"
    PROTOCOL_SET_ASIDE = "protocol:version:set_aside"
    REACH_KEEP = "notices:reach:keep"
    REFUSED = "access:clearance:refuse"
    RESTRICTION_ADD = "dossier:restriction:add"
    RESTRICTION_CORRECT = "dossier:restriction:correct"
    RESTRICTION_END = "dossier:restriction:end"
    SCALE_ADD = "dossier:scale:add"
    SCALE_INVITE = "dossier:scale:invite"
    SCALE_LINK_FINISH = "dossier:scale_link:finish"
    SCALE_LINK_OPEN = "dossier:scale_link:open"
    SCALE_LINK_REVOKE = "dossier:scale_link:revoke"
    SCALE_READ = "dossier:scale:read"
    SCALE_THRESHOLDS_ADD = "dossier:scale_thresholds:add"
    SCALE_VALIDATE = "dossier:scale:validate"
    SEARCH = "home:search:read"
    SESSION_END = "accounts:session:end"
    SESSION_OPEN = "accounts:session:open"
    SHEET_MAKE = "docgen:sheet:make"
    SHORT_STAY_ADD = "dossier:short_stay:add"
    SHORT_STAY_CORRECT = "dossier:short_stay:correct"
    SHORT_STAY_END = "dossier:short_stay:end"
    SHORT_STAY_WITHDRAW = "dossier:short_stay:withdraw"
    SIBLING_ADD = "dossier:sibling:add"
    SIBLING_WITHDRAW = "dossier:sibling:withdraw"
    TODAY_READ = "home:today:read"
    UNREADABLE = "audit:entry:unreadable"
    """Never written: how an entry is shown whose payload cannot be opened, shredded or forged."""
    VIEW_REMOVE = "home:view:remove"
    VIEW_SAVE = "home:view:save"


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditEvent:
    """One entry, opened: who did what to which part of whose dossier."""

    id: UUID
    at: datetime
    act: Act
    actor: AccountId
    role: Role
    dossier: DossierId | None = None
    subject: UUID | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One place in the chain: the leaf of an event and the head after it (32 bytes each)."""

    seq: int
    event: UUID
    leaf: bytes
    head: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What the chain commits to: never a name, never a content."""

    event: UUID
    at: datetime
    act: str
    commitment: bytes
    """SHA-256 of a 32-byte salt and the payload: provable while the payload is readable, mute after."""
