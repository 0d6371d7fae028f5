"""Who the child is for the civil registry and for health: names over time, the national identity, a secret birth."""
