"""The establishments of the programme, and the directory of those who work with them."""
