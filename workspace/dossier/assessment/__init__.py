"""The assessments as structured forms: filled in parts by different people, signed, never lost."""
