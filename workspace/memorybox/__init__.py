"""What a child will want to find again."""
