"""Screening scales: slots, scores and zones. No item text is carried, by right of their owners."""
