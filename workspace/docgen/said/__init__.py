"""What a dossier says, wing by wing, as the blocks of a sheet: in the current language, nothing read here."""
