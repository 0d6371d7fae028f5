"""The leaves of the health book: extracts to print or to copy, never the book itself."""
