"""Weight, length and head circumference, read against the WHO references."""
