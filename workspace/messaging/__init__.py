"""Conversations about a child among the circle: kept in the dossier, read by whoever takes part."""
