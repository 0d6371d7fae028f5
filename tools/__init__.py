"""Commands for those who work on Grenier; nothing here is installed with it."""
