"""The circle of care: who may open what of which dossier, until when, and why."""
