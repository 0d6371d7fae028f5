"""The doors of the wings, gathered."""

from workspace.dossier.assessment import routes as assessment
from workspace.dossier.care import routes as care
from workspace.dossier.documents import routes as documents
from workspace.dossier.protocol import routes as protocol
from workspace.dossier.record import routes as record

routes = [*record.routes, *protocol.routes, *care.routes, *documents.routes, *assessment.routes]
