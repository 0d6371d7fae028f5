"""Identifiers shared by all floors: opaque, random, never derived from a person."""

from typing import NewType
from uuid import UUID

AccountId = NewType("AccountId", UUID)
DossierId = NewType("DossierId", UUID)
OrganizationId = NewType("OrganizationId", UUID)
PractitionerId = NewType("PractitionerId", UUID)
DocumentId = NewType("DocumentId", UUID)
