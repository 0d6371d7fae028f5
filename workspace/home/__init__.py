"""Today, the children, one child's page, search: what is composed from all the rooms below."""
