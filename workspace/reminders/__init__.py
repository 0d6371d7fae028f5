"""Reminders reckoned from what is true today: days that come, assessments that are late, whom to tell."""
