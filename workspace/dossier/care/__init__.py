"""Early-care sessions, and what is left of the yearly allowance."""
