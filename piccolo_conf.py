"""Piccolo's own default module: the engine and the order of the apps, above both packages."""

from piccolo.conf.apps import AppRegistry

from workspace.database import engine

DB = engine

APP_REGISTRY = AppRegistry(
    apps=[
        "storage.piccolo_app",
        "workspace.audit.piccolo_app",
        "workspace.accounts.piccolo_app",
        "workspace.access.piccolo_app",
        "workspace.jobs.piccolo_app",
        "workspace.notices.piccolo_app",
        "workspace.drafts.piccolo_app",
        "workspace.messaging.piccolo_app",
        "workspace.memorybox.piccolo_app",
        "workspace.network.piccolo_app",
        "workspace.dossier.record.piccolo_app",
        "workspace.exchange.piccolo_app",
        "workspace.dossier.protocol.piccolo_app",
        "workspace.dossier.scales.piccolo_app",
        "workspace.dossier.growth.piccolo_app",
        "workspace.dossier.health.piccolo_app",
        "workspace.dossier.care.piccolo_app",
        "workspace.dossier.documents.piccolo_app",
        "workspace.dossier.agenda.piccolo_app",
        "workspace.dossier.assessment.piccolo_app",
        "workspace.home.piccolo_app",
        "workspace.dossier.journal.piccolo_app",
        "workspace.cohort.piccolo_app",
        "workspace.feedback.piccolo_app",
    ]
)
