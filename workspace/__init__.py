"""Grenier: the dossier belongs to the child. `docs/architecture.md` is the way in."""
