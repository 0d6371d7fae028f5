"""One professional's work across children: several sessions at once, notes to write, the month."""
