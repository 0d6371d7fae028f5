"""Vaccinations, allergies, treatments, conditions, stays and screenings of a child."""
