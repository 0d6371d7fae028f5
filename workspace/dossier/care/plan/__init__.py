"""The loop of care: a need, what is hoped for, who was asked, and how it ended."""
