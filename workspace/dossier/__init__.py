"""The child's record, in wings that each have the same rooms."""
