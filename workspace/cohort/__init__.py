"""The figures of a programme: each one a written definition over plain rows."""
