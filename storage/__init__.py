"""Encrypted bytes, with no idea of what a dossier is. `docs/storage-format.md` says every byte."""
