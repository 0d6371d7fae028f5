"""What was read and written, by whom and why: appended, chained, never changed."""
