"""The child, the people around, the places lived in: what every other wing stands on."""
