"""What whoever uses Grenier says of a page, and what became of it."""
