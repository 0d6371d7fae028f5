"""Data of the PDF writer: its template and the characters that its fonts draw."""
