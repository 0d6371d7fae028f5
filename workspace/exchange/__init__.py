"""What comes in and goes out: the folder of spreadsheets an establishment brings on the first day."""
