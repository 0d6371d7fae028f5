"""Documents: one content model, a Word writer and a PDF writer, and what is composed with them."""
