"""A small paint box over Pillow, for the pictures of the demonstration."""
