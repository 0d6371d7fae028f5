"""The doors of the wings, gathered."""

from workspace.dossier.agenda import routes as agenda
from workspace.dossier.assessment import routes as assessment
from workspace.dossier.assessment.named import known
from workspace.dossier.care import routes as care
from workspace.dossier.documents import routes as documents
from workspace.dossier.growth import routes as growth
from workspace.dossier.health import routes as health
from workspace.dossier.protocol import ages_routes as protocol_ages
from workspace.dossier.protocol import change_routes as protocol_changes
from workspace.dossier.protocol import routes as protocol
from workspace.dossier.protocol import start_routes as protocol_start
from workspace.dossier.record import routes as record
from workspace.dossier.scales import routes as scales

routes = [
    *agenda.routes,
    *assessment.routes,
    *care.routes,
    *documents.routes,
    *health.routes,
    *growth.routes,
    *protocol.routes,
    *protocol_changes.taking(known),
    *protocol_ages.ages(known),
    *protocol_start.starts(known),
    *record.routes,
    *scales.routes,
]
