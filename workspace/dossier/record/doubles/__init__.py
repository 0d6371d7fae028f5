"""Two dossiers of one child: joined by a row that points from one to the other, and taken apart again."""
