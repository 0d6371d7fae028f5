"""What comes in and goes out: the folder of spreadsheets brought on the first day."""
