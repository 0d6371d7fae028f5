"""The rooms of the Word writer: styles, pages, blocks; `docx_writer` puts them together."""
