"""The demonstration: a living territory of invented people, on one machine, with everything embedded."""
