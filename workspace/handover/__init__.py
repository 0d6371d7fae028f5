"""What the young adult receives at 18."""
