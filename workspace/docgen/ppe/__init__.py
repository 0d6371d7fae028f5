"""The child's project (CASF L.223-1-1): its source, its calendar, its composition."""
